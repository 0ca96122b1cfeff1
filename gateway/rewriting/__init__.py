"""Changes messages before they leave: what is not the point of a change stays byte for byte."""
