package io.voxguard.serving.loading;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.crypto.Ed25519;
import io.voxguard.serving.model.ModelFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The keys whose models are served. With keys, a manifest needs a signature of one of them beside it: {@code manifest.sig}, Ed25519 over the bytes of
 * {@code manifest.yaml} in base64; the manifest holds the checksum of the model. Without keys, unsigned models are served too.
 */
public final class ModelTrust {
    /** Trust without keys: every model is served. */
    public static final ModelTrust ANYBODY = new ModelTrust(List.of());

    private final List<PublicKey> keys;

    private ModelTrust(List<PublicKey> keys) {
        this.keys = keys;
    }

    /** @param keys Ed25519 public keys as X.509 SubjectPublicKeyInfo in base64: what {@code openssl pkey -pubout} puts between its two lines */
    public static ModelTrust of(List<String> keys) {
        List<PublicKey> read = new ArrayList<>();
        for (String key : keys) {
            try {
                byte[] encoded = Base64.getMimeDecoder().decode(key);
                read.add(Ed25519.publicKey(encoded));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new InvalidDocument(
                        "public keys of models: expected Ed25519 in base64, got " + key + ": " + e.getMessage(), e);
            }
        }
        return read.isEmpty() ? ANYBODY : new ModelTrust(List.copyOf(read));
    }

    /** @throws ModelFault if a signature is needed and is missing, or is not of a trusted key */
    void check(Path folder) {
        if (keys.isEmpty()) {
            return;
        }
        Path file = folder.resolve("manifest.sig");
        try {
            byte[] manifest = Files.readAllBytes(folder.resolve("manifest.yaml"));
            byte[] signature = Base64.getMimeDecoder().decode(Files.readString(file, StandardCharsets.US_ASCII));
            for (PublicKey key : keys) {
                if (Ed25519.isSignedBy(key, manifest, signature)) {
                    return;
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelFault(file + ": expected a signature of the manifest in base64, got " + e, e);
        }
        throw new ModelFault(
                file
                        + ": expected the signature of a configured key over manifest.yaml, got another's or another manifest's");
    }
}
