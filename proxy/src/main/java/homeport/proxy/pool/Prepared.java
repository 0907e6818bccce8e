package homeport.proxy.pool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A statement that clients have parsed: the same for all who sent the same text and types. At a
 * server it has a name of ours, so that clients' own names cannot meet there.
 */
final class Prepared {
    /** What our names begin with. */
    static final String PREFIX = "homeport_";

    private static final byte[] NO_NAME = {0};

    /** What servers know it by, ended by a zero. */
    final byte[] name;

    /** The Parse message's body behind the name: the text, a zero, the parameters' types. */
    final byte[] body;

    /** What running it does beyond answering: a set of {@code Effect}. */
    final long effects;

    final int hash;

    Prepared(int id, byte[] body, int hash, long effects) {
        name = (PREFIX + id + "\0").getBytes(StandardCharsets.US_ASCII);
        this.body = body;
        this.hash = hash;
        this.effects = effects;
    }

    boolean hasBody(ByteBuffer in, int from, int limit, int hashed) {
        if (hashed != hash || limit - from != body.length) return false;
        for (int i = 0; i < body.length; i++) if (in.get(from + i) != body[i]) return false;
        return true;
    }

    /** Nobody knows its text, so only the server that has it can run it. */
    boolean isAlone() {
        return body.length == 0;
    }

    /** Parse under the server's name for it, whole. */
    void parse(Outgoing out) {
        parse(out, name);
    }

    /** Parse as the unnamed statement, whole. */
    void parseUnnamed(Outgoing out) {
        parse(out, NO_NAME);
    }

    private void parse(Outgoing out, byte[] as) {
        byte[] frame = new byte[5 + as.length + body.length];
        ByteBuffer.wrap(frame).put((byte) 'P').putInt(frame.length - 1).put(as).put(body);
        out.put(frame);
    }

    /** Close at the server, whole. */
    void close(Outgoing out) {
        ByteBuffer space = out.space(6 + name.length);
        space.put((byte) 'C').putInt(5 + name.length).put((byte) 'S').put(name);
    }

    /** The statement's text. */
    byte[] textBytes() {
        int end = 0;
        while (end < body.length && body[end] != 0) end++;
        return Arrays.copyOf(body, end);
    }
}
