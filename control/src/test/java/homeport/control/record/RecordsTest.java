package homeport.control.record;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.store.MemoryStore;
import homeport.store.Op;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private final MemoryStore store = new MemoryStore();
    private final Records<Note> notes = new Records<>(store, "note", Note.class);

    record Note(String text, Optional<String> author, int stars) {}

    @Test
    void aRecordIsReadAsItWasWrittenUntilItIsReplaced() {
        store.commit(List.of(notes.create("here", "a", note("one"))));
        Held<Note> first = notes.find("here", "a").orElseThrow();
        assertThat(first.value()).isEqualTo(note("one"));
        assertThat(notes.find("here", "a").orElseThrow()).as("parsed once").isSameAs(first);

        store.commit(List.of(notes.replace(first, note("two"))));
        assertThat(notes.find("here", "a").orElseThrow().value()).isEqualTo(note("two"));
        assertThat(store.commit(List.of(notes.replace(first, note("late"))))).isEmpty();
    }

    @Test
    void aRecordMadeAgainIsNotTheOneBefore() {
        store.commit(List.of(notes.create("here", "a", note("one"))));
        store.commit(List.of(notes.delete(notes.find("here", "a").orElseThrow())));
        assertThat(notes.find("here", "a")).isEmpty();
        store.commit(List.of(notes.create("here", "a", note("two"))));
        assertThat(notes.find("here", "a").orElseThrow().value()).isEqualTo(note("two"));
    }

    @Test
    void moreThanIsKeptParsedIsReadJustTheSame() {
        for (int i = 0; i < 1500; i++)
            store.commit(List.of(notes.create("here", "%04d".formatted(i), note("n" + i))));
        List<String> texts = IntStream.range(0, 1500).mapToObj(i -> "n" + i).toList();
        for (int round = 0; round < 2; round++)
            assertThat(notes.list("here")).extracting(held -> held.value().text()).isEqualTo(texts);
        assertThat(notes.count("here")).isEqualTo(1500);
    }

    @Test
    void regionsAreApartAndListedTogether() {
        store.commit(List.of(notes.create("here", "a", note("one"))));
        store.commit(List.of(notes.create("there", "a", note("two"))));
        store.commit(List.of(Op.put("/rds/here/notebook/a", new byte[] {'{'})));
        assertThat(notes.list("here")).hasSize(1);
        assertThat(notes.listEverywhere())
                .extracting(Held::key)
                .containsExactly("/rds/here/note/a", "/rds/there/note/a");
    }

    @Test
    void anOlderRecordLacksMembersAndANewerOneHasMore() {
        byte[] other = "{\"text\":\"old\",\"colour\":\"red\"}".getBytes(StandardCharsets.UTF_8);
        store.commit(List.of(Op.put(notes.key("here", "a"), other)));
        assertThat(notes.find("here", "a").orElseThrow().value())
                .isEqualTo(new Note("old", Optional.empty(), 0));
    }

    private static Note note(String text) {
        return new Note(text, Optional.of("me"), 5);
    }
}
