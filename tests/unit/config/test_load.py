"""Sources are merged in the right order, and everything that is wrong is said at once."""

from pathlib import Path

import attrs
import pytest

from gotosocial.config.load import Loaded, load
from gotosocial.config.mistakes import Mistakes
from gotosocial.config.sections.processes import ROLES
from gotosocial.errors import Misconfigured

POSTGRES = {"db-type": "postgres", "db-address": "localhost"}


def loaded(tmp_path: Path, text: str, name: str = "config.yaml", **flags: str) -> Loaded:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return load({"host": "example.org"} | flags | {"config-path": str(path)}, {})


def mistakes_of(flags: dict[str, str]) -> dict[str, str]:
    with pytest.raises(Mistakes) as caught:
        load(flags, {})
    return {mistake.key: mistake.reason for mistake in caught.value.mistakes}


def test_flag_wins_over_environment_over_file_over_default(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("host: file.example\nport: 1\nlog-level: debug\nsmtp-port: 5\n")
    environment = {"GTS_CONFIG_PATH": str(path), "GTS_PORT": "2", "GTS_LOG_LEVEL": "warn", "PATH": "/bin"}
    config = load({"port": "3"}, environment).config
    assert (config.general.port, config.logs.level) == (3, "warn")
    assert (config.general.host, config.smtp.port) == ("file.example", 5)
    assert config.general.bind_address == "0.0.0.0"


def test_an_empty_environment_variable_counts_as_not_set() -> None:
    assert load({"host": "example.org"}, {"GTS_PORT": ""}).config.general.port == 8080


def test_an_empty_flag_counts() -> None:
    assert load({"host": "example.org", "log-timestamp-format": ""}, {}).config.logs.timestamp_format == ""


def test_null_is_nothing_and_in_quotes_a_word(tmp_path: Path) -> None:
    text = (
        """account-domain: null\nlanding-page-user: ~\ndb-user: "null"\ndb-password: '~'\nsmtp-username:\n"""
    )
    config = loaded(tmp_path, text).config
    assert config.general.account_domain == "example.org"
    assert (config.general.landing_page_user, config.smtp.username) == ("", "")
    assert (config.database.user, config.database.password) == ("null", "~")


def test_a_key_in_capitals_is_found_to_be_misspelt(tmp_path: Path) -> None:
    (warning,) = loaded(tmp_path, "LOG-LEVEL: warn").warnings
    assert warning.endswith("config.yaml is ignored, did you mean log-level?")


def test_json_and_toml_files_mean_the_same_as_yaml(tmp_path: Path) -> None:
    yaml = loaded(
        tmp_path,
        "port: 81\nsyslog-enabled: true\noidc-scopes: [a, b]\ncache: {memory-target: 1MiB}",
    )
    json = loaded(
        tmp_path,
        '{"port": 81, "syslog-enabled": true, "oidc-scopes": ["a", "b"], "cache": {"memory-target": "1MiB"}}',
        "config.json",
    )
    toml = loaded(
        tmp_path,
        'port = 81\nsyslog-enabled = true\noidc-scopes = ["a", "b"]\n[cache]\nmemory-target = "1MiB"\n',
        "config.toml",
    )
    assert yaml.config.cache.memory_target == 1024 * 1024
    forget_path = [
        attrs.evolve(one.config, general=attrs.evolve(one.config.general, config_path=""))
        for one in (yaml, json, toml)
    ]
    assert forget_path[0] == forget_path[1] == forget_path[2]


def test_yaml_texts_are_kept_as_written(tmp_path: Path) -> None:
    config = loaded(tmp_path, "media-cleanup-from: 23:30\ndb-password: 0123\nsmtp-from:\n").config
    assert f"{config.media.cleanup_from:%H:%M}" == "23:30"
    assert config.database.password == "0123"
    assert config.smtp.from_address == ""


def test_all_mistakes_are_told_at_once_with_key_value_reason_and_place(tmp_path: Path) -> None:
    with pytest.raises(Mistakes) as caught:
        loaded(
            tmp_path,
            "host: https://x/\nport: 99999\nlog-level: loud\nletsencrypt-enabled: true\n",
            **{"tls-certificate-key": "k"},
        )
    words = caught.value.public
    assert words.startswith("the configuration has 4 mistakes:")
    assert f'port: "99999" must be at most 65535 (from {tmp_path / "config.yaml"})' in words
    assert 'log-level: "loud" must be one of trace' in words
    assert 'letsencrypt-enabled: "true" cannot be combined' in words
    assert "tls-certificate-chain" in words


def test_a_wrong_secret_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(Mistakes) as caught:
        loaded(tmp_path, "db-password: [hunter2]\n")
    assert "hunter2" not in caught.value.public
    assert "db-password" in caught.value.public


@pytest.mark.parametrize(
    ("flags", "key"),
    [
        ({}, "host"),
        ({"host": "other.example", "account-domain": "example.org"}, "host"),
        ({"protocol": "ftp"}, "protocol"),
        ({"instance-federation-mode": "zero"}, "instance-federation-mode"),
        ({"instance-languages": "en,not a language"}, "instance-languages"),
        ({"instance-stats-mode": "honest"}, "instance-stats-mode"),
        ({"db-type": "postgres"}, "db-address"),
        ({"web-asset-base-dir": "/no/such/folder"}, "web-asset-base-dir"),
        ({"storage-s3-redirect-url": "https://cdn.example.org/"}, "storage-s3-redirect-url"),
        ({"storage-s3-redirect-url": "cdn.example.org"}, "storage-s3-redirect-url"),
        ({"storage-s3-redirect-url": "https://["}, "storage-s3-redirect-url"),
        ({"storage-s3-endpoint": "https://s3.example.org"}, "storage-s3-endpoint"),
        ({"storage-s3-endpoint": "s3.example.org/bucket"}, "storage-s3-endpoint"),
        ({"storage-s3-endpoint": "minio:port"}, "storage-s3-endpoint"),
        ({"storage-backend": "s3"}, "storage-s3-bucket"),
        (
            {"letsencrypt-enabled": "true", "tls-certificate-chain": "a", "tls-certificate-key": "b"},
            "letsencrypt-enabled",
        ),
        ({"tls-certificate-chain": "a"}, "tls-certificate-key"),
        ({"media-thumb-max-pixels": "31"}, "media-thumb-max-pixels"),
        (
            {"media-description-min-chars": "11", "media-description-max-chars": "10"},
            "media-description-min-chars",
        ),
        ({"oidc-enabled": "true"}, "oidc-issuer"),
        ({"roles": "media"}, "roles"),
        ({"roles": "client,gardener", **POSTGRES}, "roles"),
        ({"roles": "", **POSTGRES}, "roles"),
    ],
)
def test_the_rules_between_options_hold(flags: dict[str, str], key: str) -> None:
    assert key in mistakes_of(flags if key == "host" else {"host": "example.org"} | flags)


def test_one_process_of_several_says_what_it_does() -> None:
    config = load({"host": "example.org", "roles": "Media,client", **POSTGRES}, {}).config
    assert config.processes.roles == ("media", "client")


def test_sqlite_is_for_a_process_that_does_everything() -> None:
    reason = mistakes_of({"host": "example.org", "roles": "media"})["roles"]
    assert "needs PostgreSQL" in reason
    every = ",".join(reversed(ROLES))
    assert set(load({"host": "example.org", "roles": every}, {}).config.processes.roles) == set(ROLES)


def test_a_host_below_the_account_domain_is_fine() -> None:
    general = load({"host": "social.example.org", "account-domain": "example.org"}, {}).config.general
    assert (general.host, general.account_domain) == ("social.example.org", "example.org")


def test_the_account_domain_falls_back_to_the_host_with_its_port() -> None:
    general = load({"host": "localhost:8080", "protocol": "http"}, {}).config.general
    assert general.account_domain == "localhost:8080"
    assert general.origin == "http://localhost:8080"


def test_unknown_keys_are_warned_about_with_a_suggestion(tmp_path: Path) -> None:
    warnings = loaded(tmp_path, "advanced: {rate-limit: {request: 1}}\nzzz: 1\nusername: x\n").warnings
    assert any("did you mean advanced-rate-limit-requests?" in words for words in warnings)
    assert any("unknown key zzz" in words and "did you mean" not in words for words in warnings)
    assert any("username" in words and "command line" in words for words in warnings)


def test_a_key_nobody_knows_is_told_of_beside_the_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("hots: social.example.org\nport: abc\n")
    with pytest.raises(Mistakes) as caught:
        load({"config-path": str(path)}, {"GTS_PROTOCOLL": "https"})
    assert {mistake.key for mistake in caught.value.mistakes} == {"host", "port"}
    told = str(caught.value)
    assert f"\n  unknown key hots in {path} is ignored, did you mean host?" in told
    assert "GTS_PROTOCOLL is ignored, did you mean GTS_PROTOCOL?" in told


def test_unknown_environment_variables_are_warned_about() -> None:
    warnings = load({"host": "example.org"}, {"GTS_HOSTT": "x"}).warnings
    assert warnings == ("unknown environment variable GTS_HOSTT is ignored, did you mean GTS_HOST?",)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"protocol": "http"}, "protocol is http"),
        ({"http-client-insecure-outgoing": "true"}, "WITHOUT ENCRYPTION"),
        ({"http-client-tls-insecure-skip-verify": "true"}, "ANYBODY"),
        ({"media-thumb-max-pixels": "2000"}, "best between"),
        ({"web-template-base-dir": "./web/template/"}, "built-in files"),
        ({"cache-status-mem-ratio": "1"}, "cache-status-mem-ratio"),
    ],
)
def test_what_should_be_known_is_said(flags: dict[str, str], words: str) -> None:
    (warning,) = load({"host": "example.org"} | flags, {}).warnings
    assert words in warning


def test_keys_without_effect_warn_once_and_only_when_changed() -> None:
    flags = {"cache-status-mem-ratio": "1", "cache-user-mem-ratio": "1", "cache-tag-mem-ratio": "2"}
    (warning,) = load({"host": "example.org"} | flags, {}).warnings
    assert "cache-status-mem-ratio, cache-user-mem-ratio without effect" in warning
    assert "tag" not in warning


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("config.yaml", "a: [1\nb: 2", "config.yaml: line 2"),
        ("config.yaml", "- a\n- b", "must hold keys and values"),
        ("config.json", "{", "config.json"),
        ("config.toml", "a = ", "config.toml"),
        ("config.yaml", "port: 1\nPORT: 2\nadvanced: {csp-extra-uris: [{a: b}]}", "list of single values"),
        ("config.yaml", "cache-memory-target: 1\ncache: {memory-target: 2}", "written twice"),
        ("config.yaml", "port: 1\nhost: a.example\nport: 2", "line 3: port is written twice"),
        ("config.yaml", "cache: {memory-target: 1, memory-target: 2}", "memory-target is written twice"),
        ("config.json", '{"port": 1, "port": 2}', "port is written twice"),
    ],
)
def test_a_broken_file_is_one_clear_error(tmp_path: Path, name: str, text: str, words: str) -> None:
    with pytest.raises(Misconfigured, match=words):
        loaded(tmp_path, text, name)


def test_a_missing_file_is_one_clear_error() -> None:
    with pytest.raises(
        Misconfigured, match=r"cannot read the configuration file /no/such\.yaml: No such file"
    ):
        load({"config-path": "/no/such.yaml"}, {})


def test_an_empty_file_is_fine(tmp_path: Path) -> None:
    assert loaded(tmp_path, "# nothing\n").config.general.host == "example.org"


def test_looking_at_a_configuration_needs_no_host() -> None:
    assert load({}, {}, check=False).config.general.host == ""


def test_the_configuration_is_frozen() -> None:
    config = load({"host": "example.org"}, {}).config
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        config.general.port = 1  # type: ignore[misc]  # this is the point
