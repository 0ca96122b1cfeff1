"""OpenDocument: packages of XML, or one XML file that holds all."""
