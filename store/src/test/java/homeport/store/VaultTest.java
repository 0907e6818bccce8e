package homeport.store;

import static homeport.store.StoreUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VaultTest {
    private static final byte[] SECRET = bytes("correct horse battery staple");

    @TempDir private Path folder;

    private Vault vault() {
        return Vault.open(folder.resolve("key"));
    }

    @Test
    void theKeyIsMadeOnceForTheOwnerAloneAndOpensWhatItSealedBefore() throws IOException {
        byte[] sealed = vault().seal(SECRET, "db-1");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("key"))))
                .isEqualTo("rw-------");
        assertThat(vault().unseal(sealed, "db-1")).isEqualTo(SECRET);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve("key"));
        }
    }

    @Test
    void aSealedSecretShowsNothingAndIsNeverTheSameTwice() {
        byte[] first = vault().seal(SECRET, "db-1");
        assertThat(new String(first, StandardCharsets.ISO_8859_1)).doesNotContain("horse");
        assertThat(vault().seal(SECRET, "db-1")).isNotEqualTo(first);
    }

    @Test
    void onlyTheSameContextAndTheSameKeyOpenIt() throws IOException {
        byte[] sealed = vault().seal(SECRET, "db-1");
        refused(sealed, "db-2");
        Files.delete(folder.resolve("key"));
        refused(sealed, "db-1");
    }

    @Test
    void aSecretThatWasChangedAnywhereIsRefused() {
        byte[] sealed = vault().seal(SECRET, "db-1");
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            refused(changed, "db-1");
        }
        refused(new byte[0], "db-1");
        refused(Arrays.copyOf(sealed, sealed.length - 1), "db-1");
    }

    private void refused(byte[] sealed, String context) {
        assertThatThrownBy(() -> vault().unseal(sealed, context))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
    void aKeyThatOthersMayUseIsRefusedWithWhatToDo(String mode) throws IOException {
        vault();
        Path key = folder.resolve("key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(this::vault)
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll(mode, "chmod 600 " + key);
    }

    @Test
    void aKeyOfAnotherLengthIsRefused() throws IOException {
        vault();
        Files.write(folder.resolve("key"), new byte[31]);
        assertThatThrownBy(this::vault)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("31 bytes, not 32");
    }
}
