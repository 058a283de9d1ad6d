using System.Data;
using Dapper;
using IopPlatform.Persistence.Encryption;

namespace IopPlatform.Persistence.Tenancy;

internal static class DapperTypes
{
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new DateTimeOffsetHandler());
        SqlMapper.AddTypeHandler(new DateOnlyHandler());
        SqlMapper.AddTypeHandler(new TimeOnlyHandler());
        SqlMapper.AddTypeHandler(new ArrayHandler<string>());
        SqlMapper.AddTypeHandler(new ArrayHandler<Guid>());
        SqlMapper.AddTypeHandler(new SealedTextHandler());
    }

    private sealed class SealedTextHandler : SqlMapper.TypeHandler<SealedText>
    {
        public override void SetValue(IDbDataParameter parameter, SealedText? value) =>
            throw new NotSupportedException("What is sealed for one row is not written to another; seal the text again.");

        public override SealedText Parse(object value) => new((byte[])value);
    }

    /// <summary>Npgsql announces every array column as <see cref="Array"/>, which fits no constructor of a record.</summary>
    private sealed class ArrayHandler<T> : SqlMapper.TypeHandler<T[]>
    {
        public override void SetValue(IDbDataParameter parameter, T[]? value) => parameter.Value = value;

        public override T[] Parse(object value) => (T[])value;
    }

    private sealed class DateTimeOffsetHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();

        public override DateTimeOffset Parse(object value) => value switch
        {
            DateTimeOffset at => at,
            DateTime at => new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)),
            _ => throw new InvalidCastException($"A {value.GetType().Name} is not a point in time."),
        };
    }

    private sealed class DateOnlyHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override void SetValue(IDbDataParameter parameter, DateOnly value) => parameter.Value = value;

        public override DateOnly Parse(object value) => value is DateTime at ? DateOnly.FromDateTime(at) : (DateOnly)value;
    }

    private sealed class TimeOnlyHandler : SqlMapper.TypeHandler<TimeOnly>
    {
        public override void SetValue(IDbDataParameter parameter, TimeOnly value) => parameter.Value = value;

        public override TimeOnly Parse(object value) => value is TimeSpan at ? TimeOnly.FromTimeSpan(at) : (TimeOnly)value;
    }
}
