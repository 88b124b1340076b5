# syntax=docker/dockerfile:1

FROM node:20-bookworm-slim AS build
WORKDIR /parley
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
# In production it does not start without TOKEN_SECRET, nor for guests unless ALLOW_GUESTS says so.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATABASE_URL=sqlite:/data/parley.db
WORKDIR /parley
# The data folder belongs to who runs the server; the code does not.
RUN install -d -o node -g node /data
COPY --from=build /parley/package.json ./
COPY --from=build /parley/node_modules ./node_modules
COPY --from=build /parley/dist ./dist
COPY --from=build /parley/docs/asyncapi.yaml ./docs/
USER node
VOLUME /data
EXPOSE 8000
# Asked by Node itself: the image has nothing else to ask with.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node is the first process and so gets SIGTERM: the drain needs no shell in between.
CMD ["node", "dist/main.js"]
