namespace IopPlatform.Persistence.Encryption;

/// <summary>Something cannot be encrypted or decrypted. Nothing is shown instead; the message names keys by id, never by value.</summary>
public sealed class EncryptionException(string message, Exception? inner = null) : Exception(message, inner);
