"""What people write, turned into clean HTML: plain, Markdown, links, mentions, hashtags, emoji, language.

Pure translation; who is mentioned is looked up elsewhere and handed in. Read ``format.py`` first.
"""
