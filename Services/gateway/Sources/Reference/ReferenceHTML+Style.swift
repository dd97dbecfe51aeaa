// SPDX-License-Identifier: Apache-2.0

extension ReferenceHTML {
    /// The page's whole style, as it stands between the tags: the policy names its hash.
    static let style = """
        :root { color-scheme: light dark; --text: #1c2024; --page: #fff; --soft: #f3f5f7; --line: #c9d0d6;
          --link: #0b5394; --mark: #234; }
        @media (prefers-color-scheme: dark) { :root { --text: #e6e9ec; --page: #14181c; --soft: #20262c;
          --line: #46505a; --link: #8fc4ff; --mark: #cfe3f7; } }
        * { box-sizing: border-box; }
        html { scroll-padding-top: 1rem; }
        body { margin: 0; padding: 0 1rem 4rem; color: var(--text); background: var(--page);
          font: 1rem/1.5 system-ui, sans-serif; }
        header, nav, main { max-width: 72rem; margin: 0 auto; }
        h1 { margin: 2rem 0 0; } h2 { margin: 2.5rem 0 .5rem; text-transform: capitalize; }
        h3 { margin: 2rem 0 .5rem; } h4 { margin: 1rem 0 .25rem; }
        p { max-width: 48rem; }
        nav { margin-top: 1rem; padding: .5rem 1rem 1rem; background: var(--soft); }
        nav h2 { margin: 1rem 0 0; font-size: 1rem; }
        nav ul { margin: 0; padding: 0; list-style: none; } nav li { padding: .15rem 0; }
        a { color: var(--link); }
        a:focus-visible, .table:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        .skip { position: absolute; left: -100rem; } .skip:focus { position: static; }
        article { border-top: 1px solid var(--line); }
        code { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; }
        .method { display: inline-block; min-width: 4.2rem; padding: 0 .4rem; border: 1px solid var(--mark);
          border-radius: .25rem; color: var(--mark); font: 600 .8rem/1.5 ui-monospace, monospace; text-align: center; }
        .table { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; font-size: .9rem; }
        th, td { padding: .35rem .6rem; border: 1px solid var(--line); text-align: left; vertical-align: top; }
        thead th { background: var(--soft); } tbody th { font-weight: 400; white-space: nowrap; }
        """
}
