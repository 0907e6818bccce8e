package homeport.proxy.loop;

import static homeport.proxy.loop.LoopWorld.SECONDS_MAX;
import static homeport.proxy.loop.LoopWorld.eventually;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How every loop's streams end in one direction, in both, and against one's will. */
abstract class EndContract extends AddressContract {
    /** Goes on speaking to a peer that says nothing more. */
    private static final class Staying extends Recorder {
        final AtomicInteger ends = new AtomicInteger();

        @Override
        public boolean inputEnded() {
            ends.incrementAndGet();
            return true;
        }
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new Random(bytes).nextBytes(random);
        return random;
    }

    @Test
    void whoStaysIsToldOnceThatThePeerHasSaidAllAndMaySpeakOn() throws Exception {
        Staying recorder = new Staying();
        byte[] sent = random(5_000_000);
        try (LoopWorld heard = recording(recorder);
                Socket client = heard.client()) {
            client.getOutputStream().write(PING);
            client.shutdownOutput();
            eventually("ended", () -> recorder.ends.get() == 1);
            assertEquals(4, recorder.bytes);
            heard.run(() -> {
                recorder.socket.pause();
                recorder.socket.resume();
                recorder.socket.send(ByteBuffer.wrap(sent));
                recorder.socket.endOutput();
            });
            assertArrayEquals(sent, client.getInputStream().readAllBytes());
            heard.run(() -> recorder.socket.close());
            assertEquals(1, recorder.ends.get());
            assertEquals(0, recorder.closes.get());
        }
    }

    @Test
    void whatWasSentBeforeTheOutputEndsArrivesAndThePeerIsHeardOn() throws Exception {
        Recorder recorder = new Recorder();
        byte[] sent = random(8_000_000);
        try (LoopWorld heard = recording(recorder)) {
            try (Socket client = heard.client()) {
                eventually("it is in", () -> recorder.socket != null);
                int unsent =
                        heard.call(() -> {
                            recorder.socket.send(ByteBuffer.wrap(sent));
                            recorder.socket.endOutput();
                            recorder.socket.endOutput();
                            recorder.socket.send(ByteBuffer.wrap(PING));
                            return recorder.socket.unsentBytes();
                        });
                assertTrue(unsent > 0 && unsent < sent.length, () -> "unsent " + unsent);
                assertArrayEquals(sent, client.getInputStream().readAllBytes());
                eventually("drained", () -> recorder.drains.get() == 1);
                client.getOutputStream().write(PING);
                eventually("heard", () -> recorder.bytes == 4);
            }
            recorder.closed.get(SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    @Test
    void aResetTakesBackWhatThePeerHasNotGot() throws Exception {
        Recorder recorder = new Recorder();
        byte[] sent = random(8_000_000);
        try (LoopWorld heard = recording(recorder);
                Socket client = heard.client()) {
            eventually("it is in", () -> recorder.socket != null);
            heard.run(() -> {
                recorder.socket.send(ByteBuffer.wrap(sent));
                recorder.socket.reset();
                recorder.socket.reset();
            });
            heard.run(() -> {}); // a turn later at the latest nothing of it is under way
            long got = 0;
            try {
                byte[] buffer = new byte[100_000];
                for (int n = 0; n >= 0; n = client.getInputStream().read(buffer)) got += n;
            } catch (IOException reset) {
                assertTrue(reset.getMessage().contains("reset"), reset::getMessage);
            }
            long all = got;
            assertTrue(all < sent.length, () -> "got " + all);
        }
        assertEquals(0, recorder.closes.get());
    }

    @Test
    void aPeerThatIsLostIsHeardOfThoughPaused() throws Exception {
        Recorder recorder = new Recorder();
        try (LoopWorld heard = recording(recorder)) {
            Socket client = heard.client();
            client.getOutputStream().write(PING);
            eventually("heard", () -> recorder.bytes == 4);
            heard.run(() -> {
                recorder.socket.pause();
                recorder.socket.send(ByteBuffer.wrap(random(8_000_000)));
            });
            assertTrue(heard.call(() -> recorder.socket.unsentBytes()) > 0);
            client.setSoLinger(true, 0);
            client.close();
            recorder.closed.get(SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    @Test
    void aClientMayLiveOnAnotherLoopThanTheOneThatListens() throws Exception {
        Recorder recorder = new Recorder();
        CompletableFuture<Loop> owner = new CompletableFuture<>();
        try (Loop home = start("home");
                Loop listening = start("listening");
                Loop.Listening at =
                        listening.listen(
                                new InetSocketAddress("127.0.0.1", 0),
                                new Loop.Acceptor() {
                                    @Override
                                    public Loop next(Loop asked) {
                                        assertTrue(asked == listening && asked.isOwner());
                                        return home;
                                    }

                                    @Override
                                    public SocketHandler accepted(
                                            homeport.proxy.loop.Socket socket,
                                            InetSocketAddress from) {
                                        owner.complete(home.isOwner() ? socket.loop() : listening);
                                        recorder.socket = socket;
                                        return recorder;
                                    }
                                });
                Socket client = new Socket("127.0.0.1", at.address().getPort())) {
            assertEquals(home, owner.get(SECONDS_MAX, TimeUnit.SECONDS));
            client.getOutputStream().write(PING);
            eventually("heard", () -> recorder.bytes == 4);
            home.execute(() -> recorder.socket.send(ByteBuffer.wrap(PING)));
            assertEquals("ping", new String(client.getInputStream().readNBytes(4)));
        }
    }
}
