# The tools that check this project. Pinned: a newer one is a change of its own, with the findings it brings.
GOLANGCI_VERSION      := v2.15.0
GOFUMPT_VERSION       := v0.12.0
WORKFLOWCHECK_VERSION := v0.6.0
OASDIFF_VERSION       := v1.36.0
TEMPL_VERSION         := v0.3.1100
