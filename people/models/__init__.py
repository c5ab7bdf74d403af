from people.models.roles import Role, RoleAlias, Tenure, Unit, UnitAlias
from people.models.users import User

__all__ = ["Role", "RoleAlias", "Tenure", "Unit", "UnitAlias", "User"]
