internal import CZeroMQ
internal import FarmModel

extension Socket {
    borrowing func apply(_ options: SocketOptions) throws(TransportError) {
        try set(ZMQ_SNDHWM, options.sendHighWaterMessages)
        try set(ZMQ_RCVHWM, options.receiveHighWaterMessages)
        try set(ZMQ_LINGER, milliseconds(options.linger))
        try set(ZMQ_HANDSHAKE_IVL, milliseconds(options.handshakeTimeout))
        try set(ZMQ_HEARTBEAT_IVL, milliseconds(options.heartbeatInterval))
        try set(ZMQ_HEARTBEAT_TIMEOUT, milliseconds(options.heartbeatInterval * 3))
        try set(ZMQ_RECONNECT_IVL, milliseconds(options.reconnectInterval))
        try set(ZMQ_RECONNECT_IVL_MAX, milliseconds(options.reconnectLimit))
        try set(ZMQ_BACKLOG, options.backlog)
        try set(ZMQ_TCP_KEEPALIVE, 1)
        try set(ZMQ_TCP_MAXRT, milliseconds(options.stallTimeout))
        var maximum = options.maximumFrameBytes
        try check(
            zmq_setsockopt(handle, ZMQ_MAXMSGSIZE, &maximum, MemoryLayout<Int64>.size),
            "ZMQ_MAXMSGSIZE")
        if let routingID = options.routingID {
            try check(
                zmq_setsockopt(handle, ZMQ_ROUTING_ID, routingID, routingID.count),
                "ZMQ_ROUTING_ID")
        }
        try secure(options.security)
    }

    private borrowing func secure(_ security: SocketOptions.Security) throws(TransportError) {
        switch security {
        case .plaintext: break
        case .server(let keys):
            try set(ZMQ_CURVE_SERVER, 1)
            try set(ZMQ_CURVE_SECRETKEY, keys.secret.bytes, "ZMQ_CURVE_SECRETKEY")
            try set(ZMQ_ZAP_DOMAIN, Array("reelmill".utf8), "ZMQ_ZAP_DOMAIN")
        case .client(let keys, let server):
            try set(ZMQ_CURVE_PUBLICKEY, keys.public.bytes, "ZMQ_CURVE_PUBLICKEY")
            try set(ZMQ_CURVE_SECRETKEY, keys.secret.bytes, "ZMQ_CURVE_SECRETKEY")
            try set(ZMQ_CURVE_SERVERKEY, server.bytes, "ZMQ_CURVE_SERVERKEY")
        }
    }

    borrowing func set(_ option: Int32, _ value: Int32) throws(TransportError) {
        var value = value
        try check(
            zmq_setsockopt(handle, option, &value, MemoryLayout<Int32>.size),
            "zmq_setsockopt \(option)")
    }

    private borrowing func set(
        _ option: Int32, _ bytes: [UInt8], _ name: String
    ) throws(TransportError) {
        try check(zmq_setsockopt(handle, option, bytes, bytes.count), name)
    }

    private borrowing func check(_ code: Int32, _ operation: String) throws(TransportError) {
        guard code == 0 else { throw .last(of: operation) }
    }

    private borrowing func milliseconds(_ duration: Duration) -> Int32 {
        Int32(clamping: duration.milliseconds)
    }
}
