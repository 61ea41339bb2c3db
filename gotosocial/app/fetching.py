"""Floor 5, the part that fetches from other servers: accounts, statuses, threads, instances."""

from gotosocial.app.bundles import Cellar, Fetchers, Foundations
from gotosocial.federation.client import SignedClient
from gotosocial.federation.dereference.accounts import AccountFetcher
from gotosocial.federation.dereference.counts import TotalsFetcher
from gotosocial.federation.dereference.documents import Documents
from gotosocial.federation.dereference.edit_status import StatusEditor
from gotosocial.federation.dereference.emojis import EmojiKeeper
from gotosocial.federation.dereference.featured import FeaturedFetcher
from gotosocial.federation.dereference.instances import InstanceFetcher
from gotosocial.federation.dereference.keep_account import AccountKeeper
from gotosocial.federation.dereference.keep_status import StatusKeeper
from gotosocial.federation.dereference.mentions import MentionResolver
from gotosocial.federation.dereference.names import Names
from gotosocial.federation.dereference.once import Once
from gotosocial.federation.dereference.statuses import StatusFetcher
from gotosocial.federation.dereference.threads import ThreadFetcher
from gotosocial.federation.dereference.wording import Wording
from gotosocial.federation.recent_actors import RecentActors
from gotosocial.federation.webfinger import WebfingerClient
from gotosocial.storage.known_accounts import KnownAccounts


def build_fetchers(base: Foundations, cellar: Cellar, client: SignedClient, recent: RecentActors) -> Fetchers:
    """Build the fetchers over the signed client; ``recent`` is shared with what fetches keys."""
    db, clock, ulids = cellar.db, base.clock, base.ulids
    scheme = "http" if base.config.http_client.insecure_outgoing else "https"
    documents = Documents(client, recent, base.addresses)
    emojis = EmojiKeeper(db, ulids, clock)
    accounts = AccountFetcher(
        KnownAccounts(db, cellar.caches),
        documents,
        Names(WebfingerClient(client, clock, scheme)),
        AccountKeeper(db, emojis, ulids, clock, base.texts),
        Once(clock),
        clock,
    )
    wording = Wording(base.texts, base.addresses, base.config.instance.languages)
    statuses = StatusFetcher(
        documents,
        MentionResolver(accounts, base.reactor),
        StatusKeeper(db, wording, emojis, ulids, clock, cellar.caches),
        StatusEditor(db, wording, emojis, ulids, clock),
        Once(clock),
        clock,
    )
    return Fetchers(
        documents=documents,
        emojis=emojis,
        accounts=accounts,
        statuses=statuses,
        threads=ThreadFetcher(statuses, clock),
        featured=FeaturedFetcher(db, documents, statuses, clock),
        totals=TotalsFetcher(db, documents, clock),
        instances=InstanceFetcher(db, client, clock, base.texts, scheme),
    )
