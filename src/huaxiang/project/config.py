"""huaxiang.toml, read strictly: what is unknown, missing or of the wrong type is one line with file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from huaxiang.domain.errors import ConfigurationError, ProjectMissing, UnknownName
from huaxiang.domain.identities import NAMESPACES, Namespace
from huaxiang.domain.instants import Zone
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.project.outlet_tables import OutletConfig, read_outlets
from huaxiang.project.source_tables import read_source
from huaxiang.project.tables import StrictTable
from huaxiang.project.toml_lines import TomlLines

__all__ = [
    "ENGINES",
    "STORES",
    "Config",
    "EngineConfig",
    "GateConfig",
    "IdentityConfig",
    "LiveConfig",
    "Permission",
    "ProjectConfig",
    "StoreConfig",
    "TrialsConfig",
    "load_config",
]

ENGINES = ("duckdb", "spark")
STORES = ("sqlite", "postgres")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
_GATED_KINDS = ("segment", "interest", "composite", "predicted")
_MODELS: Mapping[str, Mapping[str, tuple[str, Any]]] = {
    "segments": {
        "algorithm": ("text", "auto"),
        "n_segments": ("integer", None),
        "min_size": ("number", None),
        "min_people": ("integer", None),
        "distance_threshold": ("number", None),
        "eps": ("number", None),
        "sample": ("integer", None),
    },
    "interests": {"level": ("text", "fast"), "encoder": ("text", "e5_small")},
    "journeys": {"window_hours": ("integer", None), "min_support": ("number", None)},
}


@dataclass(frozen=True, slots=True)
class ProjectConfig:
    """`[project]`: name, zone, currency, language and the one seed."""

    name: str = "shop"
    time_zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    language: str = "zh"
    seed: int = 42


@dataclass(frozen=True, slots=True)
class IdentityConfig:
    """`[identity]`: namespaces, strongest first; values that never join; probabilities to merge and to review at."""

    namespaces: tuple[Namespace, ...] = NAMESPACES
    block: tuple[str, ...] = ()
    merge_at: float = 0.95
    review_at: float = 0.7


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """`[engine]`: name, threads (0: all), memory in MB (0: three quarters of what is there)."""

    name: str = "duckdb"
    threads: int = 0
    memory_mb: int = 0


@dataclass(frozen=True, slots=True)
class StoreConfig:
    """`[store]`: where generations live.

    Attributes:
        kind: sqlite or postgres.
        dsn_env: Environment variable with the address of the PostgreSQL server.
        schema: Name of the project in its database; empty: a name made of the project's folder.
    """

    kind: str = "sqlite"
    dsn_env: str = "HUAXIANG_STORE_DSN"
    schema: str = ""


@dataclass(frozen=True, slots=True)
class LiveConfig:
    """`[live]`: days that live state reaches back, workers, address of the server."""

    horizon_days: int = 30
    workers: int = 1
    host: str = "127.0.0.1"
    port: int = 8080


@dataclass(frozen=True, slots=True)
class GateConfig:
    """`[gate]`: threshold (0..1000) per kind of tag that has one."""

    threshold_milli: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(_GATED_KINDS, 820))


@dataclass(frozen=True, slots=True)
class TrialsConfig:
    """`[trials]`: share of holders drawn, share held out of everything, and when a tag's effect has decayed."""

    share: float = 0.05
    hold_out: float = 0.0
    alpha: float = 0.05
    power: float = 0.8
    decay_drop: float = 0.15
    decay_cycles: int = 3


@dataclass(frozen=True, slots=True)
class Permission:
    """One entry of `[privacy] allow`: a purpose with its assessment may use these sensitive branches."""

    purpose: str
    assessment_id: str
    branches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Config:
    """A project's settings.

    Attributes:
        path: huaxiang.toml.
        sources: Mappings, in the order of the file.
        log: Name of the accepted log.
        models: Stage → setting → value, only what the file says.
        outlets: Webhooks and folders that changed tags are delivered to.
    """

    path: Path
    project: ProjectConfig = field(default_factory=ProjectConfig)
    sources: tuple[SourceSpec, ...] = ()
    identity: IdentityConfig = field(default_factory=IdentityConfig)
    engine: EngineConfig = field(default_factory=EngineConfig)
    store: StoreConfig = field(default_factory=StoreConfig)
    log: str = "sqlite"
    live: LiveConfig = field(default_factory=LiveConfig)
    models: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    gate: GateConfig = field(default_factory=GateConfig)
    trials: TrialsConfig = field(default_factory=TrialsConfig)
    allow: tuple[Permission, ...] = ()
    outlets: tuple[OutletConfig, ...] = ()

    @property
    def zone(self) -> Zone:
        """The project's time zone."""
        return Zone(self.project.time_zone)


def load_config(path: Path) -> Config:
    """The settings in a huaxiang.toml.

    Raises:
        ProjectMissing: There is no such file.
        ConfigurationError: It is wrong; the message has file, line and, for unknown names, the nearest.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ProjectMissing(f"{path}: no such file; huaxiang init DIR --from PATH... makes one") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError("is not UTF-8; save it as UTF-8", path=path) from error
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.strerror or error}", path=path) from error
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(path, text, str(error)) from error
    return _config(path, StrictTable(plain, path=path, lines=TomlLines(text), keys=()))


def _syntax_error(path: Path, text: str, message: str) -> ConfigurationError:
    found = _AT_LINE.search(message)
    line = int(found[1]) if found and found[1] else len(text.splitlines()) or 1
    return ConfigurationError(f"not TOML: {_AT_LINE.sub('', message).strip()}", path=path, line=line)


def _config(path: Path, top: StrictTable) -> Config:
    if top.get("version", "integer", required=True) != 1:
        top.fail(f"version must be 1, not {top.plain['version']}", "version")
    project = _project(top.table("project"))
    identity = _identity(top.table("identity"))
    config = Config(
        path,
        project,
        _sources(top, identity),
        identity,
        _engine(top.table("engine")),
        _store(top.table("store")),
        _name(top.table("log"), ("sqlite",)),
        _live(top.table("live")),
        _models(top.table("models")),
        _gate(top.table("gate")),
        _trials(top.table("trials")),
        _privacy(top.table("privacy")),
        read_outlets(top),
    )
    top.finish()
    return config


def _project(table: StrictTable) -> ProjectConfig:
    usual = ProjectConfig()
    config = ProjectConfig(
        table.text("name", usual.name),
        table.text("time_zone", usual.time_zone),
        table.text("currency", usual.currency),
        table.text("language", usual.language, choices=("zh", "en")),
        table.integer("seed", usual.seed),
    )
    table.finish()
    try:
        Zone(config.time_zone)
    except UnknownName as error:
        table.fail(f"[project] {error}", "time_zone")
    if not re.fullmatch(r"[A-Z]{3}", config.currency):
        table.fail(f"[project] currency must be an ISO 4217 code such as CNY, not {config.currency!r}", "currency")
    return config


def _sources(top: StrictTable, identity: IdentityConfig) -> tuple[SourceSpec, ...]:
    namespaces = tuple(each.name for each in identity.namespaces)
    found: list[SourceSpec] = []
    for table in top.tables("source"):
        spec = read_source(table, namespaces=namespaces)
        if any(other.name == spec.name for other in found):
            table.fail(f"[source] name {spec.name!r} comes twice: names must differ", "name")
        found.append(spec)
    return tuple(found)


def _identity(table: StrictTable) -> IdentityConfig:
    usual = IdentityConfig()
    own: dict[str, Namespace] = {}
    for each in table.tables("namespaces"):
        name = str(each.get("name", "text", required=True))
        own[name] = Namespace(name, each.integer("priority", 50, low=1), each.integer("max_per_person", 0))
        each.finish()
    shipped = [each for each in NAMESPACES if each.name not in own]
    config = IdentityConfig(
        tuple(sorted([*own.values(), *shipped], key=lambda each: (each.priority, each.name))),
        table.texts("block"),
        table.number("merge_at", usual.merge_at, low=0, high=1),
        table.number("review_at", usual.review_at, low=0, high=1),
    )
    table.finish()
    return config


def _engine(table: StrictTable) -> EngineConfig:
    config = EngineConfig(
        table.text("name", ENGINES[0], choices=ENGINES), table.integer("threads", 0), table.integer("memory_mb", 0)
    )
    table.finish()
    return config


def _store(table: StrictTable) -> StoreConfig:
    usual = StoreConfig()
    config = StoreConfig(
        table.text("kind", usual.kind, choices=STORES),
        table.text("dsn_env", usual.dsn_env),
        table.text("schema", usual.schema),
    )
    table.finish()
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", config.dsn_env):
        table.fail(
            "[store] dsn_env must be the name of an environment variable, which holds the address:"
            " an address with its password does not belong into this file",
            "dsn_env",
        )
    if config.schema and not re.fullmatch(r"[a-z_][a-z0-9_]{0,29}", config.schema):
        table.fail("[store] schema must be up to 30 of a to z, 0 to 9 and _, and begin with no digit", "schema")
    return config


def _name(table: StrictTable, choices: tuple[str, ...]) -> str:
    name = table.text("name", choices[0], choices=choices)
    table.finish()
    return name


def _live(table: StrictTable) -> LiveConfig:
    usual = LiveConfig()
    config = LiveConfig(
        table.integer("horizon_days", usual.horizon_days, low=1, high=3660),
        table.integer("workers", usual.workers, low=1, high=256),
        table.text("host", usual.host),
        table.integer("port", usual.port, low=0, high=65535),
    )
    table.finish()
    return config


def _models(table: StrictTable) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for stage, settings in _MODELS.items():
        inner = table.table(stage)
        values = {key: inner.get(key, kind, default) for key, (kind, default) in settings.items()}
        inner.finish()
        found[stage] = {key: value for key, value in values.items() if key in inner.plain}
    table.finish()
    return {stage: values for stage, values in found.items() if values}


def _gate(table: StrictTable) -> GateConfig:
    milli = {kind: round(1000 * table.number(kind, 0.82, low=0, high=1)) for kind in _GATED_KINDS}
    table.finish()
    return GateConfig(milli)


def _trials(table: StrictTable) -> TrialsConfig:
    usual = TrialsConfig()
    config = TrialsConfig(
        table.number("share", usual.share, low=0, high=1),
        table.number("hold_out", usual.hold_out, low=0, high=0.5),
        table.number("alpha", usual.alpha, low=0.001, high=0.5),
        table.number("power", usual.power, low=0.5, high=0.999),
        table.number("decay_drop", usual.decay_drop, low=0, high=1),
        table.integer("decay_cycles", usual.decay_cycles, low=1, high=100),
    )
    table.finish()
    return config


def _privacy(table: StrictTable) -> tuple[Permission, ...]:
    found = []
    for each in table.tables("allow"):
        purpose, assessment = (str(each.get(k, "text", required=True)) for k in ("purpose", "assessment_id"))
        if not assessment.strip():
            each.fail("[privacy.allow] assessment_id must name the assessment", "assessment_id")
        found.append(Permission(purpose, assessment, each.texts("branches")))
        each.finish()
    table.finish()
    return tuple(found)
