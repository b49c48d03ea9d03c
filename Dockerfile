FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=docker
RUN go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /crosswalk ./cmd/crosswalk
RUN mkdir /data

# glibc and nothing else: the program is one binary, linked against libc for SQLite.
FROM gcr.io/distroless/base-debian12:nonroot
COPY --from=build /crosswalk /usr/local/bin/crosswalk
COPY --from=build --chown=nonroot:nonroot /data /data
USER nonroot
ENV CROSSWALK_DATA=/data CROSSWALK_LOG_LEVEL=info
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["crosswalk", "healthcheck"]
ENTRYPOINT ["crosswalk"]
# Inside the container every interface is the container's own; publish the port to loopback.
CMD ["serve", "--addr", "0.0.0.0:8080"]
