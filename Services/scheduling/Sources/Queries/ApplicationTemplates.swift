// SPDX-License-Identifier: Apache-2.0
import NotificationsContract
import Postgres

/// An application's templates by language, so that reading an appointment finds its own language's by one look.
enum ApplicationTemplates {
    /// Puts these templates in the place of those kept.
    static func replace(
        with templates: [StoredTemplate], of application: String, locale: String, in transaction: PostgresTransaction
    ) {
        transaction.enqueue("delete from application_templates where application_id = \(application)")
        let entries = entries(templates, locale: locale)
        guard !entries.isEmpty else { return }
        transaction.enqueue(insert(entries, of: application))
    }

    private struct Entry {
        let item: String
        /// Empty for the one that holds in all other languages.
        let language: String
        let template: String

        init(_ template: StoredTemplate, in language: String) {
            item = template.item
            self.language = language
            self.template = String(decoding: NotificationList.entry(template), as: UTF8.self)
        }
    }

    private static func entries(_ templates: [StoredTemplate], locale: String) -> [Entry] {
        Dictionary(grouping: templates, by: \.item).values.flatMap { templates in
            let others = StoredTemplate.best(of: templates, for: nil, then: [locale]).map { Entry($0, in: "") }
            let languages = Dictionary(grouping: templates.filter { $0.language != nil }) { $0.language ?? "" }
            return [others].compactMap { $0 }
                + languages.compactMap { language, templates in templates.first.map { Entry($0, in: language) } }
        }
    }

    private static func insert(_ entries: [Entry], of application: String) -> Query {
        """
        insert into application_templates (application_id, item, language, template)
        select \(application), entry.item, entry.language, entry.template
        from unnest(
            \(entries.map(\.item)), \(entries.map(\.language)), \(entries.map(\.template)))
            as entry (item, language, template)
        """
    }
}
