package homeport.engine;

import homeport.engine.Node.Report;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks one server how it stands, over a session that is kept. Whoever asks waits no longer than it
 * wants to, while the question stays open for {@link #QUESTION_MAX}: a server that answers late
 * keeps its session, and giving a question up, for which TLS waits as long as for an answer, holds
 * up nobody. What is answered late is thrown away: an answer is never older than its question. Safe
 * from any thread; one at a time asks.
 */
final class Reporter {
    private static final Duration QUESTION_MAX = Duration.ofSeconds(10);

    private final KeptSession session;
    private final String home;
    private final ReentrantLock turn = new ReentrantLock();

    /** The last question, whether it is answered or not. Owner: whoever has the turn. */
    private CompletableFuture<?> open =
            CompletableFuture.failedFuture(new IllegalStateException("nothing was asked yet"));

    Reporter(NodePlace place, AdminAccess admin) {
        session = new KeptSession(place, admin);
        home = place.home().toString();
    }

    /** See {@link Node#report}. */
    Report report(Deadline deadline) {
        return ask(deadline, ReportQuery::ask);
    }

    /**
     * @param question short, and harmless when its answer comes too late for whoever asked
     */
    <T> T ask(Deadline deadline, KeptSession.Work<T> question) {
        try {
            if (!turn.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS))
                throw unanswered("another thread asks it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unanswered("interrupted");
        }
        try {
            answer(open.handle((_, _) -> true), deadline);
            CompletableFuture<T> asked = ask(question);
            open = asked;
            return answer(asked, deadline);
        } finally {
            turn.unlock();
        }
    }

    /** The server has ended. */
    void ended() {
        session.drop();
    }

    private <T> CompletableFuture<T> ask(KeptSession.Work<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("report " + home)
                .start(() -> {
                    try {
                        answer.complete(session.use(Deadline.in(QUESTION_MAX), question));
                    } catch (RuntimeException failed) {
                        answer.completeExceptionally(failed);
                    }
                });
        return answer;
    }

    private <T> T answer(CompletableFuture<T> question, Deadline deadline) {
        try {
            return question.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineException refused) throw refused;
            throw new IllegalStateException("asking " + home, e.getCause());
        } catch (TimeoutException e) {
            throw unanswered("not yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unanswered("interrupted");
        }
    }

    private EngineException unanswered(String why) {
        return new EngineException("the server of " + home + " did not answer: " + why);
    }
}
