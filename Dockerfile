# syntax=docker/dockerfile:1.17.1
# One image for serve, work, migrate and check. The last stage holds the program, the certificates of public authorities and
# nothing else: no shell, no package manager. It needs no writable file system but the volume with tombstones.
FROM node:24.11.1-bookworm-slim AS npm
WORKDIR /src
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts

FROM golang:1.26.8-bookworm AS bouw
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
COPY --from=npm /src/node_modules/@utrecht/component-library-css/dist/index.css internal/werkbank/statisch/npm/utrecht.css
COPY --from=npm /src/node_modules/htmx.org/dist/htmx.min.js internal/werkbank/statisch/npm/htmx.js
ARG VERSIE=ontwikkeling
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags="-s -w -X main.versie=${VERSIE}" -o /schakel ./cmd/schakel \
    && printf 'schakel:x:65532:65532::/:/sbin/nologin\n' > /passwd && mkdir /grafstenen

FROM scratch
COPY --from=bouw /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=bouw /passwd /etc/passwd
COPY --from=bouw /schakel /schakel
# A volume goes here: what was destroyed, kept outside the database. It takes the owner of this folder.
COPY --from=bouw --chown=65532:65532 --chmod=0700 /grafstenen /grafstenen
USER 65532:65532
EXPOSE 8080 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["/schakel", "gezond"]
ENTRYPOINT ["/schakel"]
CMD ["--help"]
