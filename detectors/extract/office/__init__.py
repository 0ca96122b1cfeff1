"""Office documents of today: packages of XML parts, or of records in xlsb."""
