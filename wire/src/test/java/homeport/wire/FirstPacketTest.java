package homeport.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source: PostgreSQL documentation, "Message Formats", the packets without a type byte. */
class FirstPacketTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    asks for TLS                       | 0000000804d2162f | SslRequest
                    asks for GSSAPI encryption         | 0000000804d21630 | GssEncRequest
                    cancels by a 4 byte secret         | 0000001004d2162e0000002a01020304 | CancelRequest
                    cancels by a long secret           | 0000001404d2162e0000002a0102030405060708 | CancelRequest
                    opens a session                    | 000000100003000075736572006100 00 | Startup
                    opens a session of protocol 3.2    | 000000100003000275736572006100 00 | Startup
                    opens a session without parameters | 000000090003000000 | Startup
                    one byte missing                   | 0000000804d216   | more
                    only part of the length            | 000000           | more
                    a length under the header          | 0000000704d2162f | 08P01
                    a negative length                  | ffffffff04d2162f | 08P01
                    a length over the bound            | 0000271104d2162f | 08P01
                    HTTP on the wrong port             | 474554202f204854 | 08P01
                    TLS asked with a body              | 0000000904d2162f00 | 08P01
                    a cancel without its secret        | 0000000c04d2162e0000002a | 08P01
                    a cancel with half a secret        | 0000000e04d2162e0000002a0102 | 08P01
                    protocol 2                         | 000000090002000000 | 0A000
                    a name without its end             | 0000000a000300007573 | 08P01
                    a name without its value           | 0000000d000300007573657200 | 08P01
                    bytes after the terminator         | 0000000b00030000000000 | 08P01
                    """)
    void reads(String story, String hex, String expected) {
        assertEquals(expected, read(HexFormat.of().parseHex(hex.replace(" ", ""))), story);
    }

    private static String read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            var packet = FirstPacket.take(in);
            if (packet.isEmpty()) assertEquals(0, in.position(), "nothing is taken from a part");
            return packet.map(p -> p.getClass().getSimpleName()).orElse("more");
        } catch (ProtocolException violation) {
            return violation.sqlState();
        }
    }

    @Test
    void aStartupKeepsItsParametersItsOrderAndItsBytes() throws Exception {
        byte[] packet = startup("user\0ann\0database\0shop\0application_name\0é\0\0");
        var startup = (FirstPacket.Startup) FirstPacket.take(ByteBuffer.wrap(packet)).orElseThrow();
        assertEquals(
                "{user=ann, database=shop, application_name=é}", startup.parameters().toString());
        assertThat(startup.packet()).isEqualTo(packet);
        assertEquals("shop", startup.database());
    }

    @Test
    void theDatabaseIsNamedAsTheUserUnlessSaid() throws Exception {
        byte[] packet = startup("user\0ann\0\0");
        var startup = (FirstPacket.Startup) FirstPacket.take(ByteBuffer.wrap(packet)).orElseThrow();
        assertEquals("ann", startup.database());
    }

    @Test
    void aCancelRequestIsSentOnAsItCame() throws Exception {
        byte[] packet = HexFormat.of().parseHex("0000001404d2162e0000002a0102030405060708");
        var cancel =
                (FirstPacket.CancelRequest) FirstPacket.take(ByteBuffer.wrap(packet)).orElseThrow();
        assertThat(cancel.packet().array()).isEqualTo(packet);
        assertThat(cancel.key().toString()).doesNotContain("1, 2");
    }

    @Test
    void noBytesAtAllBreakTheReader() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 6 && random.nextBoolean()) {
                ByteBuffer.wrap(bytes).putInt(bytes.length).putShort((short) 3);
            }
            read(bytes);
        }
    }

    @Test
    void aBufferThatIsNotAlignedIsReadFromItsPosition() throws Exception {
        ByteBuffer in = ByteBuffer.allocate(32).position(3);
        in.put(HexFormat.of().parseHex("0000000804d2162fff")).flip().position(3);
        assertThat(FirstPacket.take(in)).contains(new FirstPacket.SslRequest());
        assertEquals(1, in.remaining());
        assertThatThrownBy(() -> CancelKey.of(1, ByteBuffer.allocate(257)))
                .isInstanceOf(ProtocolException.class);
    }

    private static byte[] startup(String parameters) {
        byte[] text = parameters.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length)
                .putInt(8 + text.length)
                .putInt(3 << 16)
                .put(text)
                .array();
    }
}
