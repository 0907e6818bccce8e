package homeport.proxy.door;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import homeport.wire.Message;
import homeport.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a guarded session's messages tell, however the bytes are cut into chunks. */
class GuardTest {
    /** As PostgreSQL 15 sends it, zeros as bars. */
    private static final String CANCELLED_WAIT =
            "SWARNING|VWARNING|C01000|Mcanceling wait for synchronous replication due to user"
                    + " request|DThe transaction has already committed locally, but might not have"
                    + " been replicated to the standby.|Fsyncrep.c|L287|RSyncRepWaitForLSN||";

    private static final byte[] SIGN = notice(CANCELLED_WAIT);

    private static byte[] notice(String fields) {
        return Message.of('N', fields.replace('|', '\0').getBytes(StandardCharsets.UTF_8)).frame();
    }

    /** {@code >} the client, {@code <} the server; a type, and the status of ReadyForQuery. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    signed in                            | <ZI                          | true
                    not yet                              |                              | false
                    a query is not answered              | <ZI >Q <T <D                 | false
                    it is                                | <ZI >Q <T <D <C <ZI          | true
                    in a transaction                     | <ZI >Q <C <ZT                | false
                    in a failed transaction              | <ZI >Q <E <ZE                | false
                    one of two is answered               | <ZI >Q >Q <C <ZI             | false
                    both are                             | <ZI >Q >Q <C <ZI <C <ZI      | true
                    statements without their Sync        | <ZI >P >B >E <1 <2 <C        | false
                    and with it                          | <ZI >P >B >E >S <1 <2 <C <ZI | true
                    the next begins before the answer    | <ZI >P >S >P <1 <ZI          | false
                    a function call                      | <ZI >F <V <ZI                | true
                    news while idle                      | <ZI <A <S <N                 | true
                    a goodbye                            | <ZI >X                       | false
                    copying in                           | <ZI >Q <G >d >d              | false
                    copied in                            | <ZI >Q <G >d >d >c <C <ZI    | true
                    copying given up                     | <ZI >Q <G >d >f <E <ZI       | true
                    copied in, a Sync before was ignored | <ZI >P >S <G >d >c >S <C <ZI | true
                    copied in, there was none            | <ZI >P >H <G >d >c >S <C <ZI | true
                    copied in, and a query after it      | <ZI >Q <G >d >c >Q <C <ZI    | false
                    """)
    void knowsWhetherASessionIsBetweenTransactions(String story, String talk, boolean idle)
            throws Exception {
        Guard guard = new Guard();
        for (String word : talk == null ? new String[0] : talk.split(" ")) {
            byte[] body = word.substring(2).getBytes(StandardCharsets.US_ASCII);
            ByteBuffer frame = ByteBuffer.wrap(Message.of(word.charAt(1), body).frame());
            if (word.startsWith(">")) guard.clientSays(frame);
            else guard.serverSays(frame);
        }
        assertEquals(idle, guard.isIdle());
        assertFalse(guard.isUnresolved());
    }

    @ParameterizedTest
    @CsvSource({
        "the sign, true, SWARNING|C01000|Rx|RSyncRepWaitForLSN||",
        "the sign and more, true, SWARNING|RSyncRepWaitForLSN|Zfuture||",
        "a longer name, false, SWARNING|RSyncRepWaitForLSNs||",
        "a shorter name, false, SWARNING|RSyncRepWaitForLS||",
        "another end, false, SWARNING|RSyncRepWaitForLSM||",
        "another beginning, false, SWARNING|RxSyncRepWaitForLSN||",
        "another field, false, SWARNING|MSyncRepWaitForLSN|||",
        "a text with the sign in it, false, SWARNING|MRSyncRepWaitForLSN|||",
        "no field, false, |",
        "no body, false, ''",
    })
    void onlyTheRoutineOfANoticeIsTheSign(String story, boolean sign, String fields)
            throws Exception {
        Guard guard = new Guard();
        byte[] frame = notice(fields);
        assertEquals(frame.length, guard.serverSays(ByteBuffer.wrap(frame)));
        assertEquals(sign, guard.isUnresolved());
    }

    @Test
    void aMessageWithoutALengthDoesNotPass() {
        Guard guard = new Guard();
        ByteBuffer broken = ByteBuffer.wrap(new byte[] {'N', 0, 0, 0, 3, 'x'});
        assertThatThrownBy(() -> guard.serverSays(broken)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> guard.serverSays(ByteBuffer.wrap(SIGN)))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void aClientWithoutALengthIsLeftToItsServer() throws Exception {
        Guard guard = new Guard();
        guard.serverSays(ByteBuffer.wrap(Message.of('Z', new byte[] {'I'}).frame()));
        guard.clientSays(ByteBuffer.wrap(new byte[] {'Q', -1, 0, 0, 3, 'x', 'Q', 0, 0, 0, 4}));
        assertFalse(guard.isIdle());
    }

    /** Everything up to the end of the first sign passes, and nothing after it. */
    @Test
    void theSignIsFoundInAnyCutting() throws Exception {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed); // the number in a failure replays it
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            for (int i = random.nextInt(20); i > 0; i--) said.writeBytes(harmless(random));
            boolean signed = random.nextInt(4) > 0;
            if (signed) said.writeBytes(SIGN);
            int passes = said.size();
            if (signed)
                for (int i = random.nextInt(20); i > 0; i--) said.writeBytes(harmless(random));
            if (said.size() > 0) assertPasses(seed, said.toByteArray(), passes, signed, random);
        }
    }

    private static void assertPasses(
            int seed, byte[] said, int passes, boolean signed, Random random) throws Exception {
        Guard guard = new Guard();
        ByteBuffer direct = ByteBuffer.allocateDirect(said.length);
        int most = 1 + random.nextInt(random.nextBoolean() ? 8 : said.length);
        int at = 0;
        while (at < said.length && !guard.isUnresolved()) {
            int size = Math.min(1 + random.nextInt(most), said.length - at);
            direct.clear().put(said, at, size).flip();
            int end = guard.serverSays(direct);
            assertEquals(0, direct.position(), "seed " + seed);
            if (!guard.isUnresolved()) assertEquals(size, end, "seed " + seed);
            at += end;
        }
        assertEquals(passes, at, "seed " + seed);
        assertEquals(signed, guard.isUnresolved(), "seed " + seed);
    }

    /** Rows that hold anything, other notices, statuses: also what looks like the sign. */
    private static byte[] harmless(Random random) {
        byte[] any = new byte[random.nextInt(40)];
        random.nextBytes(any);
        return switch (random.nextInt(6)) {
            case 0 -> Message.of('D', SIGN).frame();
            case 1 -> Message.of('d', any).frame();
            case 2 -> Message.of('Z', new byte[] {'I'}).frame();
            case 3 -> notice("SNOTICE|MRSyncRepWaitForLSN|RSyncRepWaitForLSNs||");
            case 4 -> Message.of('C', new byte[0]).frame();
            default -> Message.of('D', any).frame();
        };
    }

    /** Facts are the same whether a conversation comes whole or byte by byte. */
    @Test
    void cuttingChangesNoFact() throws Exception {
        byte[] types = "QSFPBEHdcf".getBytes(StandardCharsets.US_ASCII);
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            Guard whole = new Guard();
            Guard cut = new Guard();
            for (int i = 0; i < 30; i++) {
                boolean server = random.nextBoolean();
                byte[] frame =
                        server
                                ? Message.of('Z', new byte[] {(byte) "IT".charAt(i % 2)}).frame()
                                : Message.of(
                                                (char) types[random.nextInt(types.length)],
                                                new byte[random.nextInt(9)])
                                        .frame();
                says(whole, server, frame);
                for (byte one : frame) says(cut, server, new byte[] {one});
                assertEquals(whole.isIdle(), cut.isIdle(), "seed " + seed);
            }
        }
    }

    private static void says(Guard guard, boolean server, byte[] bytes) throws Exception {
        if (server) guard.serverSays(ByteBuffer.wrap(bytes));
        else guard.clientSays(ByteBuffer.wrap(bytes));
    }
}
