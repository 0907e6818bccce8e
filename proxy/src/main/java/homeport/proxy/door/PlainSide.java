package homeport.proxy.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A socket that carries the bytes as they are: each server, and clients without TLS. */
final class PlainSide extends Side {
    PlainSide(Session session, SocketChannel channel, Loop loop, boolean isClient) {
        super(session, channel, loop, isClient);
    }

    @Override
    void receive() throws IOException {
        ByteBuffer chunk = loop.chunk();
        if (channel.read(chunk) < 0) inputEnded();
        else pass(chunk.flip());
    }

    @Override
    void send(ByteBuffer plain) throws IOException {
        write(plain);
    }

    @Override
    void goodbye() {
        // closing says it
    }
}
