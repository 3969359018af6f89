"""The book: sphinx-build -n -W docs docs/_build."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "gan-derivations"
author = "The gan-derivations authors"
copyright = "the gan-derivations authors, MIT licence"
release = version = metadata.version("gan-derivations")
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_gallery.gen_gallery",
    "sphinx_copybutton",
    "derivations.book",
    "offline_mathjax",
    "pictures",
    "plain_docstrings",
]
exclude_patterns = ["_build", "gallery"]
language = "en"
nitpicky = True
show_warning_types = True

# The order of the homeworks' subjects: it numbers the results.
book_topics = [
    "ridge",
    "change_of_variables",
    "optimal_discriminator",
    "divergences",
    "generator_losses",
    "projection_discriminator",
    "wasserstein",
    "vae",
    "gan_duality",
    "minimax",
    "zero_one_gan",
    "diffusion",
    "flows",
]

myst_enable_extensions = ["colon_fence", "dollarmath", "amsmath", "deflist", "attrs_block", "attrs_inline"]
myst_heading_anchors = 3
myst_links_external_new_tab = True

html_theme = "furo"
html_title = "gan-derivations"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
templates_path: list[str] = []
pygments_style = "friendly"
pygments_dark_style = "monokai"
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

sphinx_gallery_conf = {
    "examples_dirs": [str(HERE / "gallery")],
    "gallery_dirs": ["examples"],
    "filename_pattern": "/plot_",
    "download_all_examples": False,
    "show_signature": False,
    "write_computation_times": False,  # its page fetches scripts from elsewhere
    "remove_config_comments": True,
    "capture_repr": (),
    "within_subsection_order": "FileNameSortKey",
    "abort_on_example_error": True,
}

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
maximum_signature_line_length = 88
autodoc_mock_imports = ["torch", "torchmetrics", "zuko", "safetensors", "pooch", "tyro", "filelock"]
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # the fields of a NamedTuple are documented once
napoleon_custom_sections = ["Statement", "Assumptions", "Source"]
# Types of other packages have no page here, and none is looked up elsewhere: the build works offline.
# Nor have insides: those of the refuter and of the trainer, and the second of two classes with one name.
nitpick_ignore_regex = [
    ("py:.*", r"(?!derivations\b|numerics\b|gan_models\b).*"),
    ("py:class", r"derivations\.(refuter\..*|trusted\.Result)|numerics\.outcome\.Outcome|gan_models\.trainer\..*"),
]
