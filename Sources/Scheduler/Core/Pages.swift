/// Values by a dense number from 0, in pages that are freed once everything in them is forgotten.
struct Pages<Element: Sendable>: Sendable {
    private static var length: Int { 1024 }

    /// What stands where nothing is.
    private let vacant: Element

    /// A page that was freed is empty.
    private var pages: [[Element]] = []

    /// How much of each page is not vacant.
    private var occupied: [Int] = []

    /// One more than the highest number so far.
    private(set) var count = 0

    init(vacant: Element) {
        self.vacant = vacant
    }

    /// Whether `index` lies in a page that is there; the place may still be vacant.
    func reaches(_ index: Int) -> Bool {
        index >= 0 && index < count && !pages[index / Self.length].isEmpty
    }

    subscript(_ index: Int) -> Element {
        _read { yield pages[index / Self.length][index % Self.length] }
        _modify { yield &pages[index / Self.length][index % Self.length] }
    }

    mutating func append(_ element: Element) {
        place(element)
        occupied[occupied.count - 1] += 1
    }

    /// Leaves everything up to `count` vacant.
    mutating func skip(to count: Int) {
        while self.count < count {
            if self.count % Self.length == 0 && count - self.count >= Self.length {
                pages.append([])
                occupied.append(0)
                self.count += Self.length
            } else {
                place(vacant)
                free(self.count - 1)
            }
        }
    }

    mutating func forget(_ index: Int) {
        self[index] = vacant
        occupied[index / Self.length] -= 1
        free(index)
    }

    private mutating func place(_ element: Element) {
        if count % Self.length == 0 {
            pages.append([])
            pages[pages.count - 1].reserveCapacity(Self.length)
            occupied.append(0)
        }
        pages[pages.count - 1].append(element)
        count += 1
    }

    /// Frees the page of `index` if it is full and everything in it is vacant.
    private mutating func free(_ index: Int) {
        let page = index / Self.length
        guard occupied[page] == 0, pages[page].count == Self.length else { return }
        pages[page] = []
    }
}
