"""What a page says, as frozen records: message ids and values, no finished text.

Screens, pictures and files print these records, so that one question has one number everywhere.
"""
