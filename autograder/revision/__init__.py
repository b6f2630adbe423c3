"""Revision material made from the lessons: a page, a printed sheet, formulas, cards for Anki and for the notebook."""
