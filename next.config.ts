import type { NextConfig } from "next";

const EVERYWHERE = [
  { key: "Strict-Transport-Security", value: "max-age=63072000; includeSubDomains" },
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // The optimiser would be one more service that reads addresses from the client.
  images: { unoptimized: true },
  serverExternalPackages: ["pg", "pg-boss", "pino", "@prisma/client", "@prisma/adapter-pg"],
  experimental: { serverActions: { bodySizeLimit: "64kb" } },
  headers: async () => [{ source: "/:path*", headers: EVERYWHERE }],
} satisfies NextConfig;
