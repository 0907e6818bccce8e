package homeport.aws.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A body on its way in. Owner: the thread that answers the request.
 *
 * <p>When {@link #read} has returned -1, every signature over the body held.
 */
public abstract class Upload {
    /** What stands after the body; by name in lower case. */
    private final Map<String, String> trailers = new TreeMap<>();

    private List<String> announced = List.of();

    /** The body's bytes, as the sender stated; empty when it did not. */
    public abstract OptionalLong length();

    /**
     * As {@link InputStream#read(byte[], int, int)}.
     *
     * @throws homeport.aws.AwsException it is not what was signed, or not of its form
     * @throws IOException the peer is gone
     */
    public abstract int read(byte[] into, int from, int length) throws IOException;

    /** The names that the head says will stand after the body, in lower case. */
    public final List<String> announced() {
        return announced;
    }

    final Upload announcing(List<String> names) {
        announced = List.copyOf(names);
        return this;
    }

    /** What came after the body; empty before its end. */
    public final Map<String, String> trailers() {
        return Map.copyOf(trailers);
    }

    final void trailer(String name, String value) {
        trailers.put(name, value);
    }

    /** Of a request from inside. */
    public static Upload empty() {
        return new Upload() {
            @Override
            public OptionalLong length() {
                return OptionalLong.of(0);
            }

            @Override
            public int read(byte[] into, int from, int length) {
                return -1;
            }
        };
    }
}
