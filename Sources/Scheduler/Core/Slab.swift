/// Elements that keep their place while others come and go.
struct Slab<Element: Sendable>: Sendable {
    private var slots: [Element?] = []
    private var vacancies: [Int] = []

    var count: Int { slots.count - vacancies.count }

    var elements: some Sequence<Element> { slots.lazy.compactMap { $0 } }

    func element(at index: Int) -> Element? {
        slots.indices.contains(index) ? slots[index] : nil
    }

    subscript(_ index: Int) -> Element {
        get {
            guard let element = slots[index] else { preconditionFailure("a place is vacant") }
            return element
        }
        set { slots[index] = newValue }
    }

    mutating func insert(_ element: Element) -> Int {
        guard let index = vacancies.popLast() else {
            slots.append(element)
            return slots.count - 1
        }
        slots[index] = element
        return index
    }

    mutating func remove(_ index: Int) -> Element {
        let element = self[index]
        slots[index] = nil
        vacancies.append(index)
        return element
    }
}
