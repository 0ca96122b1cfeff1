"""What is put onto a message and takes nothing away: tags, fields, footers."""
