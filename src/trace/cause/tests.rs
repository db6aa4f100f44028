use std::collections::BTreeSet;

use super::*;

fn framed(text: &str, file: &str) -> Option<CauseKind> {
    let shelf = Shelf::new(&BTreeSet::new(), &[]);
    let flow = Flow {
        root: Path::new("/"),
        shelf: &shelf,
        is_rendered: true,
        is_code: false,
    };
    let start = Place {
        path: &Path::new("/").join(file),
        text: text.as_bytes(),
        at: text.find("SECRET").unwrap(),
    };
    flow.follow(start).map(|(kind, _)| kind)
}

const CASES: &[(&str, Option<CauseKind>)] = &[
    (
        "define: { __T__: JSON.stringify(env.SECRET) }",
        Some(CauseKind::Define),
    ),
    (
        "new webpack.DefinePlugin({ a: f(1), b: SECRET })",
        Some(CauseKind::Define),
    ),
    (
        "siteMetadata: {\n  sanity: { token: SECRET } }",
        Some(CauseKind::SiteMetadata),
    ),
    (
        "plugins: [{ resolve: 'x', options: { token: SECRET } }]",
        Some(CauseKind::PluginOptions),
    ),
    (
        "createPage({ path, context: { token: SECRET } })",
        Some(CauseKind::PageContext),
    ),
    (
        "export async function getStaticProps() {\n return { props: { t: SECRET } } }",
        Some(CauseKind::StaticProps),
    ),
    (
        "runtimeConfig: { public: { t: SECRET } }",
        Some(CauseKind::PublicRuntimeConfig),
    ),
    ("define: { a: 1 }, other: { b: SECRET }", None),
    (
        "themeConfig: { search: { key: SECRET } }",
        Some(CauseKind::ClientConfig),
    ),
    (
        "config.addGlobalData('x', { t: SECRET })",
        Some(CauseKind::GlobalData),
    ),
    (
        "const page = env.SECRET\n<Live a={1} token={page} />",
        Some(CauseKind::ClientProp),
    ),
    (
        "const page = env.SECRET\n<script define:vars={{ page }}>",
        Some(CauseKind::DefineVars),
    ),
    ("const page = env.SECRET\nf({ pages })", None),
    (
        "const options = {\n  token: env.SECRET }\n<Live {...options} />",
        Some(CauseKind::ClientProp),
    ),
    (
        "const token = env.SECRET\n<Live\n  size={1}\n  value={{ token }} />",
        Some(CauseKind::ClientProp),
    ),
    (
        "const all = [{ key: SECRET }]\n<ul>{all.map((it) => <Live key={it.key} />)}</ul>",
        Some(CauseKind::ClientProp),
    ),
    (
        "<Live action={send.bind(null, env.SECRET)} />",
        Some(CauseKind::ClientProp),
    ),
    (
        "const data = { url: f(env.SECRET) }\n<script dangerouslySetInnerHTML={{ __html: f(data) }} />",
        Some(CauseKind::InlineScript),
    ),
    (
        "<Script id=\"a\">{`window.cms = '${env.SECRET}'`}</Script>",
        Some(CauseKind::InlineScript),
    ),
    (
        "const names = ['A', 'SECRET']\nexport default { define: { ...all(names) } }",
        Some(CauseKind::Define),
    ),
    (
        "const cms = {\n  auth: { write: env.SECRET },\n}\nexport default { define: { __CMS__: f(cms) } }",
        Some(CauseKind::Define),
    ),
    (
        "export const GET = () => Response.json({ token: env.SECRET })",
        Some(CauseKind::ServerProps),
    ),
];

#[test]
fn the_brackets_around_a_place_tell_what_it_is_for() {
    for (text, kind) in CASES {
        assert_eq!(framed(text, "a.js"), *kind, "{text}");
    }
}

#[test]
fn some_brackets_mean_that_in_files_of_one_name_alone() {
    let load = "import { SECRET } from '$env/static/private'\n\
        export async function load({ params }) {\n return { t: SECRET } }";
    assert_eq!(
        framed(load, "+page.server.js"),
        Some(CauseKind::ServerProps)
    );
    assert_eq!(framed(load, "load.js"), None);
    let module = "export default { sanity: { token: SECRET } }";
    assert_eq!(
        framed(module, "nuxt.config.ts"),
        Some(CauseKind::ModuleOption)
    );
    assert_eq!(framed(module, "sanity.ts"), None);
}
