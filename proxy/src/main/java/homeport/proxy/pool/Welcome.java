package homeport.proxy.pool;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/** What a server tells at the start of a session, for all clients of one identity. */
final class Welcome {
    private final byte[] frames;
    private final boolean standardStrings;

    /** The parameters that a server has told. */
    Welcome(Map<String, String> parameters) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parameters.forEach((name, value) -> out.writeBytes(Frames.parameter(name, value)));
        frames = out.toByteArray();
        standardStrings = !"off".equals(parameters.get("standard_conforming_strings"));
    }

    /** Whether a backslash in a string is a backslash. */
    boolean hasStandardStrings() {
        return standardStrings;
    }

    /** All that a client hears after its password was taken. */
    byte[] frames(int pid, int secret) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Frames.AUTHENTICATION_OK);
        out.writeBytes(frames);
        out.writeBytes(Frames.backendKey(pid, secret));
        out.writeBytes(Frames.READY_IDLE);
        return out.toByteArray();
    }
}
