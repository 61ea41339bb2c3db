"""Floors 6 and 7: every room with its needs, and the doors that lead into it."""

from gotosocial.app.admin_doors import delivery_doors, domain_doors
from gotosocial.app.bundles import Cellar, Foundations, Neighbourhood, Shared
from gotosocial.app.federation_doors import federation_doors
from gotosocial.app.media_doors import admin_media_doors
from gotosocial.app.media_works import keep_pictures
from gotosocial.app.page_doors import discovery_doors, oauth_doors, web_doors
from gotosocial.app.roles import Role
from gotosocial.handlers.accounts.block import Blocks
from gotosocial.handlers.accounts.edit import ProfileEditor, ProfileLimits
from gotosocial.handlers.accounts.follow import FollowRequester
from gotosocial.handlers.accounts.follow_requests import FollowRequests
from gotosocial.handlers.accounts.mute import Mutes
from gotosocial.handlers.accounts.note import AccountNotes
from gotosocial.handlers.accounts.relations import Relations
from gotosocial.handlers.accounts.settings import AccountSettingsReader
from gotosocial.handlers.auth.guard_streams import StreamGuard
from gotosocial.handlers.instance.describe import InstanceChoices, InstanceDescriber
from gotosocial.handlers.instance.edit import InstanceEditor
from gotosocial.handlers.instance.emojis import EmojiPicker
from gotosocial.handlers.instance.health import Readiness
from gotosocial.handlers.instance.prepare import InstanceSecrets
from gotosocial.handlers.media.arrivals import Arrivals
from gotosocial.handlers.media.describe import DescriptionLimits
from gotosocial.handlers.media.edit import MediaEditor
from gotosocial.handlers.media.remove import MediaRemover
from gotosocial.handlers.media.room import AccountRoom
from gotosocial.handlers.media.serve import MediaFiles
from gotosocial.handlers.media.upload import MediaUploader
from gotosocial.handlers.media.uses import Uses
from gotosocial.handlers.media.work_later import SECONDS as WAIT_FOR_FILMS
from gotosocial.handlers.media.work_later import LateUploads
from gotosocial.handlers.notifications.inbox import Notifications
from gotosocial.handlers.search.remote import RemoteFinder
from gotosocial.handlers.search.search import Searcher
from gotosocial.handlers.shared.portraits import Portraits
from gotosocial.handlers.statuses.bookmark import Bookmarks
from gotosocial.handlers.statuses.boost import Boosts
from gotosocial.handlers.statuses.compose import Composer, StatusLimits
from gotosocial.handlers.statuses.context import ThreadReader
from gotosocial.handlers.statuses.favourite import Favourites
from gotosocial.handlers.statuses.mute_thread import ThreadMutes
from gotosocial.handlers.statuses.pin import Pins
from gotosocial.handlers.statuses.publish import StatusPublisher
from gotosocial.handlers.statuses.remove import StatusDeleter
from gotosocial.handlers.statuses.source import StatusSources
from gotosocial.handlers.timelines.account import AccountTimeline
from gotosocial.handlers.timelines.home import HomeTimeline
from gotosocial.handlers.timelines.markers import Markers
from gotosocial.handlers.timelines.marks import MarkedStatuses
from gotosocial.handlers.timelines.public import PublicTimelines
from gotosocial.http.templates import Templates
from gotosocial.mastodon.instance_facts import InstanceLimits
from gotosocial.rest.client.accounts import AccountDoors
from gotosocial.rest.client.follow_requests import FollowRequestDoors
from gotosocial.rest.client.instance import InstanceDoors
from gotosocial.rest.client.media import MediaDoors
from gotosocial.rest.client.notifications import NotificationDoors, NotificationShow
from gotosocial.rest.client.preferences import PreferenceDoors
from gotosocial.rest.client.relations import RelationDoors
from gotosocial.rest.client.search import SearchDoors
from gotosocial.rest.client.status_marks import StatusDeeds, StatusMarkDoors
from gotosocial.rest.client.statuses import StatusDoors
from gotosocial.rest.client.streaming import LiveShow, StreamingDoors
from gotosocial.rest.client.timelines import TimelineDoors
from gotosocial.rest.files.fileserver import FileDoors
from gotosocial.rest.health import HealthDoors


def hang_doors(
    base: Foundations,
    cellar: Cellar,
    near: Neighbourhood,
    shared: Shared,
    secrets: InstanceSecrets,
    templates: Templates,
) -> list[object]:
    """Return every door that this process opens."""
    roles = base.roles
    describer = describe_instance(base, shared, secrets)
    doors: list[object] = [HealthDoors(Readiness(cellar.db, base.reactor))]
    if Role.CLIENT in roles:
        doors += client_doors(base, cellar, near, shared, describer)
        doors += oauth_doors(base, cellar, shared, secrets, templates)
        doors += web_doors(base, cellar, shared, describer, templates)
    if Role.FEDERATION_RECEIVER in roles:
        doors += federation_doors(base, cellar, near.abroad, shared)
    if roles.any_of(Role.CLIENT, Role.FEDERATION_RECEIVER):
        doors += discovery_doors(base, cellar, describer)
    if roles.any_of(Role.CLIENT, Role.MEDIA):
        doors += media_doors(base, cellar, near, shared)
    return doors


def client_doors(
    base: Foundations, cellar: Cellar, near: Neighbourhood, shared: Shared, describer: InstanceDescriber
) -> list[object]:
    """Return the doors for apps."""
    return [
        *status_doors(base, cellar, near, shared),
        *account_doors(base, cellar, near, shared),
        *notification_doors(base, cellar, near, shared),
        *admin_media_doors(base, cellar, near),
        *domain_doors(base, cellar, near.abroad.policy),
        *delivery_doors(base, cellar),
        TimelineDoors(
            shared.access,
            shared.show,
            HomeTimeline(shared.access, base.clock),
            PublicTimelines(shared.access, base.clock, base.config.instance.expose_public_timeline),
            MarkedStatuses(shared.access),
            base.addresses,
        ),
        SearchDoors(shared.access, shared.show, find_things(base, near, shared), base.addresses),
        PreferenceDoors(
            AccountSettingsReader(shared.access),
            Markers(cellar.db, base.clock),
            EmojiPicker(cellar.db, base.config.instance.expose_custom_emojis),
            base.addresses,
        ),
        InstanceDoors(describer, edit_instance(base, cellar, near, shared)),
    ]


def status_doors(base: Foundations, cellar: Cellar, near: Neighbourhood, shared: Shared) -> list[object]:
    """Return the doors to statuses and what people do with them."""
    access, statuses, media = shared.access, base.config.statuses, base.config.media
    limits = StatusLimits(
        max_chars=statuses.max_chars,
        max_media=statuses.media_max_files,
        min_description=media.description_min_chars,
        max_description=media.description_max_chars,
    )
    decider = shared.decider
    composer = Composer(access, shared.writing, decider.approvals, base.addresses, limits, base.ulids)
    deeds = StatusDeeds(
        favourites=Favourites(access, decider, shared.tellers.marks, base.addresses, base.ulids),
        boosts=Boosts(access, shared.boosts, decider, shared.remover, shared.tellers.marks),
        bookmarks=Bookmarks(access, base.ulids),
        pins=Pins(access, base.clock),
        thread_mutes=ThreadMutes(access, base.clock),
    )
    return [
        StatusDoors(
            access,
            shared.show,
            StatusPublisher(cellar.db, cellar.caches, composer, decider, base.clock),
            StatusDeleter(
                access,
                shared.remover,
                shared.tellers.statuses,
                shared.tellers.marks,
                keep_pictures(base, cellar, near),
            ),
            ThreadReader(access, base.clock),
            StatusSources(access),
        ),
        StatusMarkDoors(access, shared.show, deeds),
    ]


def find_things(base: Foundations, near: Neighbourhood, shared: Shared) -> Searcher:
    """Return what searches here and on other servers."""
    fetchers = near.abroad.fetchers
    remote = RemoteFinder(fetchers.accounts, fetchers.statuses, base.reactor)
    return Searcher(shared.access, base.addresses, remote)


def account_doors(base: Foundations, cellar: Cellar, near: Neighbourhood, shared: Shared) -> list[object]:
    """Return the doors to accounts and what stands between them."""
    access, config = shared.access, base.config
    portraits = Portraits(cellar.db, keep_pictures(base, cellar, near))
    limits = ProfileLimits(
        max_fields=config.accounts.max_profile_fields, max_description=config.media.description_max_chars
    )
    relations = Relations(access, base.clock)
    return [
        AccountDoors(
            access,
            shared.show,
            AccountSettingsReader(access),
            ProfileEditor(access, shared.writing, portraits, limits, base.clock),
            AccountTimeline(access),
            find_things(base, near, shared),
        ),
        RelationDoors(
            relations,
            FollowRequester(access, shared.connector, shared.tellers.follows, base.addresses, base.ulids),
            Blocks(access, shared.blocks, shared.tellers.blocks, base.addresses, base.ulids),
            Mutes(access, base.ulids, base.clock),
            AccountNotes(access),
            shared.show,
        ),
        FollowRequestDoors(
            FollowRequests(access, shared.connector, shared.tellers.follows), relations, shared.show
        ),
    ]


def notification_doors(
    base: Foundations, cellar: Cellar, near: Neighbourhood, shared: Shared
) -> list[object]:
    """Return the doors to notifications and to the live stream."""
    notifications = Notifications(shared.access, base.clock)
    notification_show = NotificationShow(shared.access, shared.show)
    home = HomeTimeline(shared.access, base.clock)
    guard = StreamGuard(cellar.db, near.hub, base.background)
    guard.listen(cellar.bus)
    live = LiveShow(shared.access, shared.show, home, notifications, notification_show)
    return [
        NotificationDoors(notifications, notification_show),
        StreamingDoors(guard, live, base.background),
    ]


def media_doors(base: Foundations, cellar: Cellar, near: Neighbourhood, shared: Shared) -> list[object]:
    """Return the doors through which media come and go."""
    media = base.config.media
    descriptions = DescriptionLimits(fewest=media.description_min_chars, most=media.description_max_chars)
    keeper = keep_pictures(base, cellar, near)
    arrivals = Arrivals(cellar.db, base.reactor, WAIT_FOR_FILMS)
    arrivals.listen(cellar.bus)
    room = AccountRoom(media.account_quota)
    late = LateUploads(cellar.db, keeper, arrivals, room, takes_all=Role.MEDIA not in base.roles)
    uploader = MediaUploader(cellar.db, keeper, descriptions, late, room)
    remover = MediaRemover(cellar.db, keeper)
    return [
        MediaDoors(uploader, MediaEditor(cellar.db, descriptions), remover, base.addresses),
        FileDoors(_media_files(base, cellar, shared)),
    ]


def _media_files(base: Foundations, cellar: Cellar, shared: Shared) -> MediaFiles:
    arrivals = Arrivals(cellar.db, base.reactor)
    arrivals.listen(cellar.bus)
    return MediaFiles(shared.access, cellar.blobs, arrivals, Uses(cellar.db, base.background, base.clock))


def describe_instance(base: Foundations, shared: Shared, secrets: InstanceSecrets) -> InstanceDescriber:
    """Return what tells about the instance."""
    config = base.config
    choices = InstanceChoices(
        stats_mode=config.instance.stats_mode,
        software_version=config.general.version,
        source_url=base.addresses.source,
        limits=instance_limits(base),
    )
    return InstanceDescriber(
        shared.access, shared.show, choices, base.addresses, secrets.vapid_public_key, base.clock
    )


def edit_instance(base: Foundations, cellar: Cellar, near: Neighbourhood, shared: Shared) -> InstanceEditor:
    """Return what changes the instance."""
    portraits = Portraits(cellar.db, keep_pictures(base, cellar, near))
    longest = base.config.media.description_max_chars
    return InstanceEditor(shared.access, shared.writing, portraits, base.addresses, longest, base.clock)


def instance_limits(base: Foundations) -> InstanceLimits:
    """Return the limits that the instance tells apps."""
    config = base.config
    return InstanceLimits(
        max_characters=config.statuses.max_chars,
        max_media_attachments=config.statuses.media_max_files,
        max_poll_options=config.statuses.poll_max_options,
        max_poll_option_characters=config.statuses.poll_option_max_chars,
        min_description=config.media.description_min_chars,
        max_description=config.media.description_max_chars,
        max_profile_fields=config.accounts.max_profile_fields,
        image_size=config.media.image_size_hint or config.media.local_max_size,
        video_size=config.media.video_size_hint or config.media.local_max_size,
        emoji_size=config.media.emoji_local_max_size,
        languages=config.instance.languages,
        is_reason_required=config.accounts.reason_required,
        is_oidc_enabled=config.oidc.enabled,
    )
