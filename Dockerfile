# syntax=docker/dockerfile:1

# One image for both executables. The server is the default command; a worker is `avo-worker`.
FROM swift:6.3-bookworm AS build
WORKDIR /source

# The list of packages is the one of `make run`. It changes rarely, so it comes first.
COPY scripts/install.sh scripts/
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    rm -f /etc/apt/apt.conf.d/docker-clean && scripts/install.sh run

# The manifest names the test targets, so their folders have to be there, though nothing builds them.
COPY Package.* ./
COPY Sources Sources
COPY Tests Tests
# The results are copied out in the same step: a cache is not part of the image.
RUN --mount=type=cache,target=/var/cache/swiftpm,sharing=locked \
    --mount=type=cache,target=/source/.build,sharing=locked \
    for product in avo-server avo-worker; do \
      swift build -c release --cache-path /var/cache/swiftpm --static-swift-stdlib --product "$product" || exit 1; \
    done \
    && mkdir /out \
    && cp .build/release/avo-server .build/release/avo-worker /out/ \
    && strip --strip-debug /out/* \
    && find -L .build/release -maxdepth 1 -name '*.resources' -exec cp -R '{}' /out/ ';'

FROM debian:bookworm-slim
# What the executables load, and curl for the health check.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends \
      ca-certificates curl libcurl4 libhiredis0.14 libpq5 libsqlite3-0 libstdc++6 tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/avo --shell /usr/sbin/nologin avo \
    && install -d -o avo -g avo -m 0750 /var/lib/avo

COPY --from=build /out/ /usr/local/bin/

# By number, so that an orchestrator can see that it is not root.
USER 10001
# Here lies avo.sqlite where no other database is named: mount a volume to keep it.
WORKDIR /var/lib/avo
ENV HOST=0.0.0.0 PORT=8000
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD curl -fsS -o /dev/null "http://127.0.0.1:${PORT}/readyz"
CMD ["avo-server"]
