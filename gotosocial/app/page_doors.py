"""The doors for browsers, and those through which apps and other servers learn what this one is."""

from gotosocial.app.bundles import Cellar, Foundations, Shared
from gotosocial.handlers.accounts.public_profile import PublicProfiles
from gotosocial.handlers.accounts.webfinger import WebfingerAnswers
from gotosocial.handlers.auth.authorize import Authorizer
from gotosocial.handlers.auth.change_password import PasswordChanger
from gotosocial.handlers.auth.exchange import TokenIssuer
from gotosocial.handlers.auth.identify_client import ClientIdentifier
from gotosocial.handlers.auth.list_tokens import TokenLists
from gotosocial.handlers.auth.register import AppRegistrar
from gotosocial.handlers.auth.revoke import TokenRevoker
from gotosocial.handlers.auth.sign_in import SignIn
from gotosocial.handlers.auth.slow_guessing import GuessingBrake
from gotosocial.handlers.instance.describe import InstanceDescriber
from gotosocial.handlers.instance.prepare import InstanceSecrets
from gotosocial.handlers.instance.source import SourceArchive
from gotosocial.http.templates import Templates
from gotosocial.rest.client.apps import AppDoors
from gotosocial.rest.client.password import PasswordDoors
from gotosocial.rest.client.tokens import TokenListDoors
from gotosocial.rest.oauth.authorize import AuthorizeDoors, ConsentPage
from gotosocial.rest.oauth.out_of_band import OutOfBandDoors
from gotosocial.rest.oauth.session import SessionCookies
from gotosocial.rest.oauth.sign_in import SignInDoors, SignInPage
from gotosocial.rest.oauth.tokens import TokenDoors
from gotosocial.rest.web.assets import AssetDoors, asset_folders
from gotosocial.rest.web.landing import LandingDoors
from gotosocial.rest.web.profile import ProfileDoors
from gotosocial.rest.web.robots import RobotDoors
from gotosocial.rest.web.source import SourceDoors
from gotosocial.rest.wellknown.nodeinfo import NodeinfoDoors
from gotosocial.rest.wellknown.oauth_metadata import OAuthMetadataDoors
from gotosocial.rest.wellknown.webfinger import WebfingerDoors


def page_templates(base: Foundations) -> Templates:
    """Return what renders every page, errors included."""
    general = base.config.general
    common = {"host": general.host, "version": general.version, "source_url": base.addresses.source}
    return Templates(base.config.web.template_base_dir, common)


def oauth_doors(
    base: Foundations, cellar: Cellar, shared: Shared, secrets: InstanceSecrets, templates: Templates
) -> list[object]:
    """Return the doors through which an app gets a token, and its user agrees."""
    db, clock, general = cellar.db, base.clock, base.config.general
    brake = GuessingBrake(db, clock)
    people = SignIn(db, brake, base.passwords)
    cookies = SessionCookies(
        secrets.cookie_key,
        clock,
        general.host,
        general.protocol == "https",
        base.config.advanced.cookies_samesite,
    )
    sign_in_page = SignInPage(cookies, templates)
    consent = ConsentPage(shared.access, shared.show, cookies, templates)
    clients = ClientIdentifier(db)
    return [
        AppDoors(AppRegistrar(db, base.ulids, clock), secrets.vapid_public_key),
        SignInDoors(people, cookies, sign_in_page),
        AuthorizeDoors(Authorizer(db, clock), people, cookies, consent, sign_in_page),
        OutOfBandDoors(templates),
        TokenDoors(TokenIssuer(db, clients, base.ulids, clock), TokenRevoker(db, clients)),
        OAuthMetadataDoors(base.addresses),
        TokenListDoors(TokenLists(db)),
        PasswordDoors(PasswordChanger(db, brake, base.passwords)),
    ]


def web_doors(
    base: Foundations, cellar: Cellar, shared: Shared, describer: InstanceDescriber, templates: Templates
) -> list[object]:
    """Return the doors to the pages."""
    config, addresses = base.config, base.addresses
    return [
        LandingDoors(describer, templates, config.general.landing_page_user),
        ProfileDoors(
            PublicProfiles(shared.access, addresses), shared.show, templates, addresses.account_domain
        ),
        SourceDoors(SourceArchive(base.files, cellar.uploads)),
        AssetDoors(asset_folders(config.web.asset_base_dir)),
        RobotDoors(shows_nodeinfo=config.instance.stats_mode == "serve"),
    ]


def discovery_doors(base: Foundations, cellar: Cellar, describer: InstanceDescriber) -> list[object]:
    """Return the doors to what apps and other servers ask first."""
    addresses = base.addresses
    return [
        WebfingerDoors(WebfingerAnswers(cellar.db, addresses), addresses),
        NodeinfoDoors(describer, addresses),
    ]
