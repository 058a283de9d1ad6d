namespace IopPlatform.Web.Design;

public enum LoadingShape
{
    Lines,

    /// <summary>Rows of a table, in the height of the chosen density.</summary>
    Rows,

    /// <summary>A panel with a heading.</summary>
    Card,
}
