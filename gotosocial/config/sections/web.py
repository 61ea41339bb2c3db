"""Where the pages come from."""

import attrs

from gotosocial.config.kinds import Text
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class Web:
    """Folders that replace or extend the built-in pages."""

    template_base_dir: str = option(
        "web-template-base-dir",
        Text(),
        "",
        "Folder with templates of your own; those that it lacks, or all when empty, are the built-in ones.",
        example="/gotosocial/templates",
    )
    asset_base_dir: str = option(
        "web-asset-base-dir",
        Text(),
        "",
        "Folder with files of your own for /assets; those that it lacks, or all when empty, are the built- "
        "in ones.",
        example="/gotosocial/assets",
    )
