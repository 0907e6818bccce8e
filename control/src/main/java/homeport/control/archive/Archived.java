package homeport.control.archive;

import homeport.engine.Node.Mark;
import homeport.engine.WalSegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far the archive of one database goes. Key: its resource id. Written by the archivist only.
 *
 * @param latest what was committed before can be restored
 * @param reached the segment up to which nothing is missing since the newest backup
 * @param marks moments whose WAL is still to come, oldest first
 */
public record Archived(Optional<Instant> latest, Optional<String> reached, List<Marked> marks) {
    static final Archived NOTHING = new Archived(Optional.empty(), Optional.empty(), List.of());

    /** A server that archives nothing is not asked for more and more marks. */
    static final int MARKS_MAX = 20;

    public Archived {
        marks = List.copyOf(marks);
    }

    /** See {@link Mark}. */
    public record Marked(Instant at, String segment) {}

    Archived with(Mark mark) {
        List<Marked> more = new ArrayList<>(marks);
        more.add(new Marked(mark.at(), mark.segment().name()));
        if (more.size() > MARKS_MAX) more.removeFirst();
        return new Archived(latest, reached, more);
    }

    /** All that was committed before the mark is there. */
    Archived past(Marked mark) {
        List<Marked> later = marks.stream().filter(other -> other.at().isAfter(mark.at())).toList();
        return new Archived(Optional.of(mark.at()), Optional.of(mark.segment()), later);
    }

    Optional<WalSegment> reachedSegment() {
        return reached.flatMap(WalSegment::parse);
    }
}
