"""The pictures, logos, portraits and PDFs of the demo content, drawn with Pillow alone."""
