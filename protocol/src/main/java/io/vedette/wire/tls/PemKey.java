package io.vedette.wire.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The text of a private key's file, opened with its password where it has one. */
final class PemKey {
    private static final String ENCRYPTED = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
    private static final String ENCRYPTED_END = "-----END ENCRYPTED PRIVATE KEY-----";

    /** Marks a key in the form that OpenSSL wrote before PKCS #8. */
    private static final String ENCRYPTED_OF_OLD = "Proc-Type: 4,ENCRYPTED";

    private PemKey() {}

    /** The same key in a form that needs no password. */
    static String opened(String pem, String password) throws TlsFault {
        if (pem.contains(ENCRYPTED_OF_OLD)) {
            throw new TlsFault("the key is encrypted in OpenSSL's old form;"
                    + " 'openssl pkcs8 -topk8' brings it into one that can be read here");
        }
        int begin = pem.indexOf(ENCRYPTED);
        int end = pem.indexOf(ENCRYPTED_END);
        if (begin < 0 || end < begin) {
            return pem;
        }
        try {
            byte[] sealed = Base64.getMimeDecoder().decode(pem.substring(begin + ENCRYPTED.length(), end));
            byte[] open = decrypted(new EncryptedPrivateKeyInfo(sealed), password);
            String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(open);
            return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsFault("the key cannot be opened with the password", e);
        }
    }

    private static byte[] decrypted(EncryptedPrivateKeyInfo info, String password) throws GeneralSecurityException {
        // The parameters name the algorithm in full; the information itself says no more than PBES2.
        String algorithm = info.getAlgParameters().toString();
        Cipher cipher = Cipher.getInstance(algorithm);
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray());
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(spec),
                info.getAlgParameters());
        return info.getKeySpec(cipher).getEncoded();
    }
}
