"""Papers as LibreOffice draws them."""
