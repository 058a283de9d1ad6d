namespace IopPlatform.Persistence.Encryption;

/// <summary>A SQL parameter whose value needs the organization's key; it is made when the statement is sent.</summary>
public abstract class KeyedValue
{
    private protected KeyedValue()
    {
    }

    internal abstract string Purpose { get; }

    internal abstract object Under(DataKey key);
}
