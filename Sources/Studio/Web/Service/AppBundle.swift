/// The files of the web app, each by the name that a page asks for.
enum AppBundle {
    static let files: [(name: String, bytes: [UInt8])] = [
        ("index.html", PackageResources.index_html),
        ("app.js", PackageResources.app_js),
        ("app.css", PackageResources.app_css),
    ]
}
