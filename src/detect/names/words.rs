//! The words that make a name secret, public or neither, as data.

/// Sanity's names that do not hold its name.
pub(super) const SANITY_EXTRA: &[&str] = &["STUDIO_AUTH_TOKEN", "STUDIO_ADMIN_TOKEN"];

/// Sanity's own secrets' words.
pub(super) const SANITY_SECRETS: &[&str] = &["TOKEN", "SECRET", "KEY", "PASSWORD", "WRITE"];

/// What a secret is called by, whoever issued it.
pub(super) const SECRET_ENDS: &[&str] = &[
    "SECRET",
    "SECRETS",
    "SECRET_KEY",
    "SECRET_ACCESS_KEY",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "PRIVATE_KEY",
    "SERVICE_ROLE_KEY",
    "SERVICE_ACCOUNT_KEY",
    "CREDENTIALS",
    "CONNECTION_STRING",
    "DATABASE_URL",
    "DATABASE_URI",
    "MONGODB_URI",
    "MONGO_URI",
    "MONGO_URL",
    "POSTGRES_URL",
    "REDIS_URL",
];

/// What a secret is called by, unless a service made for browsers issued it.
pub(super) const TOKEN_ENDS: &[&str] = &["TOKEN", "PAT"];

/// What a credential is called by that is as often made for browsers: no secret under a public prefix.
pub(super) const KEY_ENDS: &[&str] = &["KEY", "APIKEY", "WEBHOOK_URL", "DB_PASS", "DB_PWD"];

/// Makers of keys that never belong in a browser.
pub(super) const SERVER_KEYS: &[&str] = &[
    "OPENAI",
    "ANTHROPIC",
    "OPENROUTER",
    "GROQ",
    "MISTRAL",
    "COHERE",
    "DEEPSEEK",
    "REPLICATE",
    "HUGGINGFACE",
    "ELEVENLABS",
    "PINECONE",
    "RESEND",
    "SENDGRID",
    "MAILGUN",
    "POSTMARK",
];

/// Makers of tokens and keys for browsers.
pub(super) const BROWSER_KEYS: &[&str] = &[
    "MAPBOX",
    "MAPTILER",
    "MAPS",
    "CESIUM",
    "FIREBASE",
    "MIXPANEL",
    "POSTHOG",
    "SEGMENT",
    "AMPLITUDE",
    "ANALYTICS",
    "BEACON",
    "ROLLBAR",
    "BUGSNAG",
    "SENTRY",
    "DATADOG",
    "DD",
    "STOREFRONT",
    "RECAPTCHA",
    "HCAPTCHA",
    "TURNSTILE",
    "VAPID",
];

/// Words beside which a token or key is no secret: it is public, or no credential at all.
pub(super) const HARMLESS: &[&str] = &[
    "PUBLISHABLE",
    "PUBLIC",
    "SITE",
    "SEARCH",
    "ANON",
    "CSRF",
    "XSRF",
    "STORAGE",
    "CACHE",
    "COOKIE",
    "CLIENT_TOKEN",
    "TOKEN_KEY",
    "DESIGN",
    "NATIVE",
    "REWARD",
    "STAKING",
    "GOVERNANCE",
    "USDC",
    "USDT",
];

/// Words beside which a name speaks of a secret and holds none.
pub(super) const ABOUT: &[&str] = &[
    "ENABLE",
    "DISABLE",
    "USE",
    "SHOW",
    "HIDE",
    "ALLOW",
    "REQUIRE",
    "HAS",
    "IS",
    "SKIP",
    "RESET",
    "FORGOT",
    "CHANGE",
    "INVALID",
    "UNEXPECTED",
    "EXPIRED",
    "ERR",
    "ERROR",
    "MISSING",
    "MAX",
    "MIN",
];

/// What follows a secret's word where the name holds something about it.
pub(super) const ABOUT_ENDS: &[&str] = &[
    "URL",
    "URI",
    "ID",
    "IDS",
    "NAME",
    "TYPE",
    "EXPIRY",
    "EXPIRES",
    "EXPIRATION",
    "TTL",
    "LENGTH",
    "HEADER",
    "PATH",
    "ENDPOINT",
    "HOST",
    "PREFIX",
    "ENABLED",
    "COUNT",
    "LIMIT",
    "ADDRESS",
    "SYMBOL",
];

/// What may follow a secret's word without changing what it says.
pub(super) const STAGES: &[&str] = &[
    "PROD",
    "PRODUCTION",
    "DEV",
    "DEVELOPMENT",
    "STAGING",
    "STAGE",
    "TEST",
    "LOCAL",
    "PREVIEW",
    "LIVE",
    "SANDBOX",
    "INTERNAL",
    "EXTERNAL",
    "PARTNER",
    "DEPLOY",
    "OLD",
    "NEW",
    "BASE64",
];

/// Words that name no one's variable in particular.
pub(super) const GENERIC: &[&str] = &[
    "ACCESS",
    "ACCOUNT",
    "ADMIN",
    "API",
    "APIKEY",
    "APP",
    "AUTH",
    "BEARER",
    "CLIENT",
    "CONNECTION",
    "CREDENTIALS",
    "DATABASE",
    "DB",
    "ENCRYPTION",
    "ID",
    "JWT",
    "KEY",
    "MASTER",
    "PASSPHRASE",
    "PASSWORD",
    "PRIVATE",
    "PROJECT",
    "REFRESH",
    "SECRET",
    "SECRETS",
    "SERVICE",
    "SESSION",
    "SIGNING",
    "STRING",
    "TOKEN",
    "URI",
    "URL",
    "USER",
    "WEBHOOK",
];
