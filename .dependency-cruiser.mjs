// Default deny: a module of a layer may import only what its row lists. ARCHITECTURE.md prints this table.
const self = { domain: "^lib/domain/", crypto: "^lib/crypto/", ports: "^lib/ports/", db: "^lib/db/" };
const generated = "^prisma/generated/";
const npm = (...names) => names.map((name) => `^node_modules/${name}/`);
const node = (...names) => names.map((name) => `^(node:)?${name}$`);

export const LAYERS = [
  { layer: "domain", from: self.domain, may: [self.domain, ...npm("zod")], mayTypeOnly: [self.ports] },
  { layer: "crypto", from: self.crypto, may: [self.crypto, self.domain, ...node("crypto")] },
  { layer: "ports", from: self.ports, may: [self.domain, self.ports] },
  {
    layer: "db",
    from: self.db,
    may: [
      self.domain,
      self.db,
      generated,
      "^lib/log\\.ts$",
      ...npm("pg", "@types/pg", "pg-types", "@prisma/[^/]+"),
      ...node("events", "timers/promises", "crypto"),
    ],
  },
  {
    layer: "custody",
    from: "^lib/custody/",
    may: ["^lib/custody/", self.domain, self.crypto, self.ports, ...npm("jsonc-parser"), ...node("crypto")],
  },
  {
    layer: "engine",
    from: "^lib/engine/",
    may: [
      "^lib/engine/",
      self.domain,
      self.crypto,
      self.ports,
      self.db,
      ...npm("pg", "@types/pg", "zod"),
      ...node("crypto", "events", "timers/promises", "os", "util"),
    ],
  },
  {
    layer: "operations",
    from: "^lib/operations/",
    may: [
      "^lib/operations/",
      self.domain,
      self.ports,
      self.db,
      generated,
      ...npm("zod", "@prisma/[^/]+"),
      ...node("crypto"),
    ],
  },
  {
    layer: "jobs",
    from: "^lib/jobs/",
    may: [
      "^lib/jobs/",
      "^lib/operations/",
      "^lib/engine/",
      "^lib/log\\.ts$",
      self.domain,
      self.ports,
      self.db,
      generated,
      ...npm("pg-boss", "zod", "@prisma/[^/]+"),
      ...node("crypto", "os", "timers/promises"),
    ],
  },
  {
    layer: "views",
    from: "^lib/views/",
    may: ["^lib/views/", self.domain, self.db, generated, ...npm("@prisma/[^/]+", "zod", "ical-generator")],
  },
  {
    layer: "auth",
    from: "^lib/auth/",
    may: [
      "^lib/auth/",
      "^lib/runtime/web\\.ts$",
      "^lib/operations/",
      "^lib/env\\.ts$",
      "^lib/log\\.ts$",
      self.domain,
      self.db,
      generated,
      ...npm("next-auth", "next", "react", "server-only", "zod"),
      ...node("crypto", "net"),
    ],
  },
];

const layerRules = LAYERS.flatMap(({ layer, from, may, mayTypeOnly = [] }) => [
  {
    name: `${layer}-layer`,
    severity: "error",
    from: { path: from, pathNot: "\\.test\\.ts$" },
    to: { pathNot: [...may, ...mayTypeOnly] },
  },
  ...(mayTypeOnly.length === 0
    ? []
    : [
        {
          name: `${layer}-layer-types`,
          severity: "error",
          from: { path: from, pathNot: "\\.test\\.ts$" },
          to: { path: mayTypeOnly, dependencyTypesNot: ["type-only"] },
        },
      ]),
]);

const ownLayers = "^(lib|app|components|prisma)/";

const adapterRules = [
  {
    name: "adapter-layer",
    severity: "error",
    from: { path: "^lib/adapters/((?!aws-)[^/]+)/", pathNot: "\\.test\\.ts$" },
    to: {
      path: ownLayers,
      pathNot: ["^lib/adapters/$1/", "^lib/adapters/json-api\\.ts$", self.ports, self.domain],
    },
  },
  {
    name: "json-api-layer",
    severity: "error",
    from: { path: "^lib/adapters/json-api\\.ts$" },
    to: { path: ownLayers, pathNot: [self.ports, self.domain] },
  },
  // The services of AWS fail alike: their adapters share how a call is made and what its failure means.
  {
    name: "aws-adapter-layer",
    severity: "error",
    from: { path: "^lib/adapters/(aws-[^/]+)/", pathNot: "\\.test\\.ts$" },
    to: {
      path: ownLayers,
      pathNot: ["^lib/adapters/$1/", "^lib/adapters/aws/", self.ports, self.domain],
    },
  },
];

const edgeRules = [
  { name: "no-cycles", severity: "error", from: { pathNot: generated }, to: { circular: true } },
  {
    name: "product-never-imports-the-company-around-it",
    severity: "error",
    from: { path: "^(app|components|lib)/|^proxy\\.ts$", pathNot: "\\.test\\.ts$" },
    to: { path: "^(sandbox|e2e|bench|tests|bin)/" },
  },
  {
    name: "runtime-only-at-the-edges",
    severity: "error",
    from: { pathNot: "^(app|bin)/|^lib/(auth|runtime)/|^tests/mortal-world\\.ts$" },
    to: { path: "^lib/runtime/" },
  },
  {
    name: "components-receive-views",
    severity: "error",
    from: { path: "^components/" },
    to: { path: "^(lib|app|prisma)/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "components-know-domain-types-only",
    severity: "error",
    from: { path: "^components/" },
    to: { path: "^(lib/(?!domain/)|prisma/)" },
  },
  {
    name: "app-stays-at-the-edge",
    severity: "error",
    from: { path: "^app/" },
    to: { path: "^lib/(engine|custody|crypto|adapters|jobs)/" },
  },
  { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
];

export default {
  forbidden: [...layerRules, ...adapterRules, ...edgeRules],
  options: {
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|node_modules/\\.|\\.keyturn)" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
      conditionNames: ["react-server", "import", "node", "default"],
      exportsFields: ["exports"],
    },
  },
};
