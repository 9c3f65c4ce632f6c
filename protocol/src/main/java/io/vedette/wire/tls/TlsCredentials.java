package io.vedette.wire.tls;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509KeyManager;

/**
 * What the files of a {@link TlsSettings} hold at one moment, read and found to fit together. Immutable.
 *
 * @param listening how to answer
 * @param dialing how to call
 */
record TlsCredentials(ServerSSLOptions listening, ClientSSLOptions dialing) {
    private static final Set<String> PROTOCOLS = Set.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
    private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA", "Ed25519", "DSA");

    /** Blocking: reads files of some kilobytes. */
    static TlsCredentials read(Vertx vertx, TlsSettings settings) throws TlsFault {
        requireNamed(settings.certificateFile.get(), "No tls-cert-file configured!");
        requireNamed(settings.keyFile.get(), "No tls-key-file configured!");
        boolean verifies = settings.clientCertificates.get() != TlsSettings.ClientCertificates.NO;
        Optional<PemTrustOptions> trust = authorities(settings);
        if (trust.isEmpty() && (verifies || settings.replication.get())) {
            throw new TlsFault("Either tls-ca-cert-file or tls-ca-cert-dir must be specified when tls-cluster,"
                    + " tls-replication or tls-auth-clients are enabled!");
        }
        Path directory = Path.of(settings.directory.get());
        PemKeyCertOptions own = pair(
                vertx, directory, settings.certificateFile.get(), settings.keyFile.get(), settings.keyPassword.get());
        PemKeyCertOptions calling = settings.dialingCertificateFile.get().isEmpty()
                ? own
                : pair(
                        vertx,
                        directory,
                        settings.dialingCertificateFile.get(),
                        settings.dialingKeyFile.get(),
                        settings.dialingKeyPassword.get());
        ServerSSLOptions listening = new ServerSSLOptions()
                .setKeyCertOptions(own)
                .setClientAuth(
                        switch (settings.clientCertificates.get()) {
                            case NO -> ClientAuth.NONE;
                            case YES -> ClientAuth.REQUIRED;
                            case OPTIONAL -> ClientAuth.REQUEST;
                        });
        ClientSSLOptions dialing =
                new ClientSSLOptions().setKeyCertOptions(calling).setHostnameVerificationAlgorithm("");
        trust.ifPresent(authorities -> {
            if (verifies) {
                listening.setTrustOptions(authorities);
            }
            dialing.setTrustOptions(authorities);
        });
        limit(settings, listening);
        limit(settings, dialing);
        return new TlsCredentials(listening, dialing);
    }

    private static void requireNamed(String file, String otherwise) throws TlsFault {
        if (file.isEmpty()) {
            throw new TlsFault(otherwise);
        }
    }

    // --- keys and certificates ---

    private static PemKeyCertOptions pair(
            Vertx vertx, Path directory, String certificateFile, String keyFile, String password) throws TlsFault {
        String certificateFault = "Failed to load certificate: " + certificateFile;
        String keyFault = "Failed to load private key: " + keyFile;
        String certificate = text(directory, certificateFile, certificateFault);
        String key = text(directory, keyFile, keyFault);
        try {
            key = PemKey.opened(key, password);
        } catch (TlsFault e) {
            throw new TlsFault(keyFault, e);
        }
        PemKeyCertOptions pair =
                new PemKeyCertOptions().setCertValue(Buffer.buffer(certificate)).setKeyValue(Buffer.buffer(key));
        try {
            requireMatch(vertx, pair);
        } catch (TlsFault e) {
            throw new TlsFault(keyFault, e);
        } catch (Exception e) { // whatever the parsers of keys and certificates throw
            throw new TlsFault(certificateFault + ", " + keyFile, e);
        }
        return pair;
    }

    /** While files are renewed one after the other, the new certificate stands beside the old key for a moment. */
    private static void requireMatch(Vertx vertx, PemKeyCertOptions pair) throws Exception {
        boolean found = false;
        for (KeyManager manager : pair.getKeyManagerFactory(vertx).getKeyManagers()) {
            if (manager instanceof X509KeyManager keys) {
                for (String type : KEY_TYPES) {
                    for (String alias : Optional.ofNullable(keys.getServerAliases(type, null))
                            .orElse(new String[0])) {
                        requireMatch(keys.getPrivateKey(alias), keys.getCertificateChain(alias)[0]);
                        found = true;
                    }
                }
            }
        }
        if (!found) {
            throw new TlsFault("no certificate with a key of a known kind");
        }
    }

    private static void requireMatch(PrivateKey key, X509Certificate certificate)
            throws GeneralSecurityException, TlsFault {
        byte[] probe = "vedette".getBytes(StandardCharsets.US_ASCII);
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "DSA" -> "SHA256withDSA";
            default -> key.getAlgorithm();
        };
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(probe);
        byte[] signature = signing.sign();
        Signature checking = Signature.getInstance(algorithm);
        checking.initVerify(certificate.getPublicKey());
        checking.update(probe);
        boolean match;
        try {
            match = checking.verify(signature);
        } catch (GeneralSecurityException e) {
            match = false;
        }
        if (!match) {
            throw new TlsFault("key values mismatch");
        }
    }

    private static Optional<PemTrustOptions> authorities(TlsSettings settings) throws TlsFault {
        Path directory = Path.of(settings.directory.get());
        List<String> texts = new ArrayList<>();
        String file = settings.authoritiesFile.get();
        if (!file.isEmpty()) {
            texts.add(text(directory, file, "Failed to configure CA certificate(s) file/directory: " + file));
        }
        String folder = settings.authoritiesDirectory.get();
        if (!folder.isEmpty()) {
            for (Path each : filesOf(directory, folder)) {
                String text =
                        text(each.getParent(), each.toString(), "Failed to configure CA certificate(s) file/directory");
                if (text.contains("BEGIN CERTIFICATE")) {
                    texts.add(text);
                }
            }
        }
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        PemTrustOptions trust = new PemTrustOptions();
        texts.forEach(text -> trust.addCertValue(Buffer.buffer(text)));
        return Optional.of(trust);
    }

    private static List<Path> filesOf(Path directory, String folder) throws TlsFault {
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException | InvalidPathException e) {
            throw new TlsFault("Failed to configure CA certificate(s) file/directory: " + folder, e);
        }
    }

    private static String text(Path directory, String file, String fault) throws TlsFault {
        try {
            return Files.readString(directory.resolve(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new TlsFault(fault + ": No such file or directory");
        } catch (IOException | InvalidPathException e) {
            throw new TlsFault(fault, e);
        }
    }

    // --- protocols and ciphers ---

    private static void limit(TlsSettings settings, SSLOptions options) throws TlsFault {
        if (!settings.protocols.get().isBlank()) {
            Set<String> chosen = new LinkedHashSet<>();
            for (String word : settings.protocols.get().strip().split(" +")) {
                chosen.add(PROTOCOLS.stream()
                        .filter(known -> known.equalsIgnoreCase(word))
                        .findFirst()
                        .orElseThrow(() -> new TlsFault("Invalid tls-protocols specified: " + word)));
            }
            options.setEnabledSecureTransportProtocols(chosen);
        }
        if (!settings.ciphers.get().isBlank() || !settings.cipherSuites.get().isBlank()) {
            new CipherNames(switchedOn())
                    .chosen(settings.ciphers.get(), settings.cipherSuites.get())
                    .forEach(options::addEnabledCipherSuite);
        }
    }

    private static List<String> switchedOn() throws TlsFault {
        try {
            return Arrays.stream(
                            SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites())
                    .filter(name -> name.startsWith("TLS_") && !name.endsWith("_SCSV"))
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new TlsFault("no TLS on this machine", e);
        }
    }
}
