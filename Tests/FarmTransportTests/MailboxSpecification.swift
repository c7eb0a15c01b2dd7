import FarmTransport
import Foundation
import Testing

@Suite struct `A mailbox` {
    @Test func `rouses the thread that polls it`() throws {
        let mailbox = try Mailbox<Int>(capacity: 8)
        Thread.detachNewThread { _ = mailbox.post(7) }
        var poller = Poller()
        let slot = poller.add(mailbox.waker)
        try poller.wait(atMost: patience)
        let wasRoused = poller.isReadable(slot)
        #expect(wasRoused)
        #expect(mailbox.collect() == [7])
        try poller.wait(atMost: .zero)
        let isRoused = poller.isReadable(slot)
        #expect(!isRoused)
    }

    @Test func `keeps the order of letters and takes no more than it holds`() throws {
        let mailbox = try Mailbox<Int>(capacity: 3)
        #expect((0..<5).map { mailbox.post($0) } == [true, true, true, false, false])
        #expect(mailbox.collect() == [0, 1, 2])
        #expect(mailbox.post(9))
        #expect(mailbox.close() == [9])
        #expect(!mailbox.post(10))
        #expect(mailbox.collect().isEmpty)
    }

    @Test func `loses nothing between many writers and one reader`() throws {
        let mailbox = try Mailbox<Int>(capacity: 100_000)
        for writer in 0..<8 {
            Thread.detachNewThread {
                for number in 0..<1000 { _ = mailbox.post(writer * 1000 + number) }
            }
        }
        var poller = Poller()
        _ = poller.add(mailbox.waker)
        var letters: [Int] = []
        while letters.count < 8000 {
            try poller.wait(atMost: patience)
            let more = mailbox.collect()
            letters += more
        }
        #expect(letters.sorted() == Array(0..<8000))
        for writer in 0..<8 {
            let own = letters.filter { $0 / 1000 == writer }
            #expect(own == own.sorted())
        }
    }
}
