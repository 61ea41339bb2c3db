"""``/robots.txt``: who may read what by machine (row WE-24).

Collectors of training data are asked to stay away altogether, everybody else to leave the API, files and
people's settings alone. The names are those that the operators of the programs publish themselves.
"""

import hashlib

import attrs

from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, Headers, Reply
from gotosocial.http.routes import route

UNWELCOME = (
    *("AI2Bot", "Ai2Bot-Dolma", "Amazonbot", "anthropic-ai", "Applebot-Extended", "AwarioBot"),
    *("AwarioRssBot", "AwarioSmartBot", "Brightbot 1.0", "Bytespider", "CCBot", "ChatGPT-User"),
    *("Claude-SearchBot", "Claude-User", "Claude-Web", "ClaudeBot", "cohere-ai"),
    *("cohere-training-data-crawler", "Cotoyogi", "Crawlspace", "DataForSeoBot", "Devin", "Diffbot"),
    *("DuckAssistBot", "FacebookBot", "Factset_spyderbot", "FirecrawlAgent", "FriendlyCrawler"),
    *("Google-CloudVertexBot", "Google-Extended", "GoogleOther", "GoogleOther-Image", "GoogleOther-Video"),
    *("GPTBot", "iaskspider/2.0", "ICC-Crawler", "ImagesiftBot", "img2dataset", "ISSCyberRiskCrawler"),
    *("Kangaroo Bot", "magpie-crawler", "Meltwater", "meta-externalagent", "meta-externalfetcher"),
    *("MistralAI-User", "NovaAct", "OAI-SearchBot", "omgili", "omgilibot", "Operator", "PanguBot"),
    *("peer39_crawler", "PerplexityBot", "Perplexity-User", "PetalBot", "PiplBot", "QualifiedBot"),
    *("Scrapy", "SemrushBot-OCOB", "Sidetrade indexer bot", "TikTokSpider", "Timpibot"),
    *("VelenPublicWebCrawler", "Webzio-Extended", "YouBot"),
)
PRIVATE = (
    *("/api/", "/auth/", "/oauth/", "/check_your_email", "/wait_for_approval", "/account_disabled"),
    *("/signup", "/fileserver/", "/users/", "/emoji/", "/admin", "/user", "/settings/"),
    *("/about/suspended", "/.well-known/webfinger", "/source.tar.gz"),
)
NODEINFO = ("/.well-known/nodeinfo", "/nodeinfo/")


def robots_text(*, shows_nodeinfo: bool) -> str:
    """Return the whole file; ``shows_nodeinfo`` lets crawlers count this server's people."""
    unwelcome = "".join(f"User-agent: {name}\n" for name in UNWELCOME)
    closed = PRIVATE if shows_nodeinfo else (*PRIVATE, *NODEINFO)
    rules = "".join(f"Disallow: {path}\n" for path in closed)
    return (
        "# Collectors of training data and of marketing data\n"
        f"{unwelcome}Disallow: /\n\n"
        "# Everybody else\n"
        f"User-agent: *\nCrawl-delay: 500\n{rules}"
    )


@attrs.frozen
class RobotDoors:
    """One file."""

    shows_nodeinfo: bool

    @route("GET", "/robots.txt", public=True, auth="none", group="files")
    async def robots(self, call: Call) -> AnyReply:
        """Send the file, or 304 where the crawler has it."""
        body = robots_text(shows_nodeinfo=self.shows_nodeinfo).encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers: Headers = (("ETag", tag),)
        known = [one.strip().removeprefix("W/") for one in call.headers.get("if-none-match").split(",")]
        is_known = tag in known or "*" in known
        return Reply(
            status=304 if is_known else 200,
            body=b"" if is_known else body,
            content_type="text/plain; charset=utf-8",
            cache="public, no-cache",
            headers=headers,
        )
