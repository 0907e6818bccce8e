package homeport.server.fault;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BallastTest {
    @Test
    void theRootFileSystemIsNotFilled() {
        assertThatThrownBy(new Ballast(Path.of("/"))::check)
                .isInstanceOf(Refused.class)
                .hasMessageContaining("is on the root file system");
    }
}
