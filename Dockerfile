# One image for the web process, the worker and the re-encryption task; docs/ecs.md starts each with its own command.
FROM node:26-bookworm-slim AS build
ENV NEXT_TELEMETRY_DISABLED=1
WORKDIR /keyturn
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
# The pinned Node among the development packages goes: from here on it is the image's own.
RUN npm run --silent generate && npm run --silent build && npm prune --omit=dev && rm -rf .next/cache

FROM node:26-bookworm-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
WORKDIR /keyturn
# Owned by root: the processes may read their code and not change it.
COPY --from=build /keyturn ./
USER node
EXPOSE 3000
CMD ["npm", "run", "--silent", "worker"]
