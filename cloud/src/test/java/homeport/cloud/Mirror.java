package homeport.cloud;

import homeport.cloud.secret.Sealer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Not secret, but it notices when a value is unsealed as another than it was sealed as. */
public final class Mirror implements Sealer {
    @Override
    public byte[] seal(byte[] plain, String context) {
        String body = Base64.getEncoder().encodeToString(plain);
        return (context + "|" + body).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] unseal(byte[] sealed, String context) {
        String text = new String(sealed, StandardCharsets.UTF_8);
        if (!text.startsWith(context + "|")) throw new IllegalStateException(context);
        return Base64.getDecoder().decode(text.substring(context.length() + 1));
    }
}
