import { randomBytes } from "node:crypto";

const random = (bytes: number) => randomBytes(bytes).toString("hex");

/**
 * The environment of a platform as years of hand editing leave it: 20 entries that have nothing to do with encryption, the
 * first key and its number. Spacing, escapes, number notation and order are uneven on purpose: an edit must keep them.
 */
export function seedText(): string {
  return `{
  "DATABASE_URL": "postgres://restartix_app:${random(12)}@db.restartix.example:5432/restartix?sslmode=verify-full",
  "REDIS_URL":"rediss://:${random(12)}@cache.restartix.example:6379/0",
\t"SESSION_SECRET" : "${randomBytes(48).toString("base64")}",
  "CLERK_WEBHOOK_SECRET": "whsec_${random(16)}",
  "ENCRYPTION_CURRENT_VERSION": "1",
  "AWS_S3_BUCKET": "restartix-prod-documents", "AWS_S3_REGION": "eu-central-1",
  "CLINIC_DISPLAY_NAME": "Clinica Sfântul Ștefan — 健康 🏥",
  "SMS_SENDER_LABEL": "Restarti\\u0058 \\u2013 Programări",
  "DAILY_API_KEY": "${random(24)}",
  "PDF_FOOTER": "Pagina {0} din {1}\\r\\n\\t\\"Confidențial\\" \\\\ C:\\\\temp\\/out",
  "ENCRYPTION_KEY_V1": "${random(32)}",
  "FEATURE_FLAGS": "{\\"telehealth\\": true, \\"limits\\": {\\"perDay\\": 25}, \\"beta\\": [\\"exports\\", \\"ai\\"]}",
  "MAX_UPLOAD_BYTES": 9007199254740993,
  "RATE_LIMIT_BURST":  1.50e+2,
  "MAINTENANCE_MODE": false,
  "LEGACY_SMTP_PASSWORD": null,
  "SMTP_URL": "smtp://mailer%40restartix.example:${random(10)}@smtp.restartix.example:587",
  "SENTRY_DSN": "https://${random(16)}@o45.ingest.sentry.example/77"
   ,"SLACK_WEBHOOK_URL": "https://hooks.slack.example/services/T0/B0/${random(12)}",
  "WEBHOOK_PUBLIC_KEY": "-----BEGIN PUBLIC KEY-----\\n${randomBytes(44).toString("base64")}\\n-----END PUBLIC KEY-----\\n",
  "support.contact-address": "ajutor@restartix.example"
}
`;
}
