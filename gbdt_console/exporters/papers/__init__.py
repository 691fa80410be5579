"""Writes papers as files: .docx, .xlsx, HTML, PDF and CSV."""
