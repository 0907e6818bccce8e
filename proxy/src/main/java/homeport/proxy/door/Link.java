package homeport.proxy.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A blocking stream while a client signs in. Owner: the sign-in's virtual thread. */
interface Link {
    /** Reads some bytes; -1 at the end. */
    int read(ByteBuffer into) throws IOException;

    /** Writes all bytes. */
    void write(ByteBuffer bytes) throws IOException;

    /** Bytes as they are. */
    record Plain(SocketChannel channel) implements Link {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) channel.write(bytes);
        }
    }
}
