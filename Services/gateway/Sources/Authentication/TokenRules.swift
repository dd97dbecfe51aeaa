// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Time

/// What a token has to say to be accepted, beside its signature.
struct TokenRules: Sendable {
    /// `iss`, where configured.
    var issuer: String?
    /// `aud` has to be it or contain it, where configured.
    var audience: String?
    /// How far the issuer's clock may be off, in seconds.
    var leeway: Double = 30

    /// Year 9999 in seconds since the epoch; an expiry beyond it is no date.
    private static let lastSecond = 253_402_300_799.0

    /// Judges the claims of a token whose signature holds.
    ///
    /// - Parameter now: seconds since the epoch.
    /// - Returns: who it is and until when, nil for a token that isn't accepted.
    func verdict(_ claims: JSONValue, at now: Double) -> Verdict? {
        guard claims.members != nil, let expiry = claims["exp"]?.double, (0...Self.lastSecond).contains(expiry),
            now < expiry + leeway
        else { return nil }
        if let notBefore = claims["nbf"] {
            guard let start = notBefore.double, now >= start - leeway else { return nil }
        }
        if let issuedAt = claims["iat"] {
            guard let issued = issuedAt.double, issued >= 0, now >= issued - leeway else { return nil }
        }
        if let issuer, claims["iss"]?.text != issuer { return nil }
        if let audience, !Self.texts(claims["aud"]).contains(audience) { return nil }
        guard let caller = Self.caller(claims) else { return nil }
        return Verdict(caller: caller, expiry: expiry + leeway)
    }

    /// The caller the claims name, nil where an identifier of theirs can't be one.
    private static func caller(_ claims: JSONValue) -> Caller? {
        guard let user = identifier(claims, "userId"), let sub = identifier(claims, "sub"),
            let conferenceId = identifier(claims, "conferenceId"), let conference = identifier(claims, "conference_id"),
            let single = identifier(claims, "applicationId"), let subject = user ?? sub,
            let roles = list(claims, "authorities", else: "roles"), let several = list(claims, "applications")
        else { return nil }
        var applications: [String] = []
        for application in several ?? single.map({ [$0] }) ?? [] where !applications.contains(application) {
            guard Identifier.isWellFormed(application) else { return nil }
            applications.append(application)
        }
        return Caller(
            subject: subject, roles: (roles ?? []).map(Role.init(rawValue:)), applications: applications,
            conference: conferenceId ?? conference)
    }

    /// The outer nil for a claim that is no identifier, the inner one for a claim that isn't there.
    private static func identifier(_ claims: JSONValue, _ name: String) -> String?? {
        guard let claim = claims[name], !claim.isNull else { return .some(nil) }
        guard let text = claim.text, Identifier.isWellFormed(text) else { return nil }
        return .some(text)
    }

    /// As ``identifier(_:_:)``, for arrays of strings.
    private static func list(_ claims: JSONValue, _ name: String, else other: String? = nil) -> [String]?? {
        guard let claim = claims[name], !claim.isNull else {
            return other.map { list(claims, $0) } ?? .some(nil)
        }
        guard let elements = claim.elements else { return nil }
        let texts = elements.compactMap(\.text)
        return texts.count == elements.count ? .some(texts) : nil
    }

    private static func texts(_ value: JSONValue?) -> [String] {
        value?.elements?.compactMap(\.text) ?? value?.text.map { [$0] } ?? []
    }
}
